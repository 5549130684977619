# shellcheck shell=bash
# Shared by the scripts in this folder, which source it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Debian's own Python by its full path: one that comes first on PATH (pyenv, conda) lacks Debian's yaml module.
# shellcheck disable=SC2034  # used where this is sourced
python=/usr/bin/python3

registry_dir=${POLYARCH_REGISTRY_DIR:-$root/.build/registry}
case $registry_dir in /*) ;; *) registry_dir=$PWD/$registry_dir ;; esac

say() { printf '==> %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Fails early with a clear message; an older compiler would fail later with an error about the package's syntax.
require_swift() {
  local version
  command -v swift >/dev/null ||
    fail "swift is not on the PATH. Install Swift 6.3 or newer (https://www.swift.org/install/linux/) and try again."
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  [ -n "$version" ] || fail "'swift --version' ($(command -v swift)) does not print a version."
  [ "$(printf '6.3\n%s\n' "$version" | sort -V | head -n 1)" = 6.3 ] ||
    fail "Swift $version ($(command -v swift)) is too old; 6.3 or newer is required."
}
