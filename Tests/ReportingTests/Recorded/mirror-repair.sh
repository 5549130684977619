#!/usr/bin/env bash
# Written by polyarch 0.1.0 at 2026-03-01T06:00:00Z: copies the images that are wrong in the mirror.
# Sources are named by the digest that was compared.
set -euo pipefail
failed=0

# warning converted: the same images under other digests
# ghcr.io/acme/mirror/converted:1 was sha256:2222222222222222222222222222222222222222222222222222222222222222
skopeo copy --all --preserve-digests converted || failed=$((failed + 1))

# error incomplete: the mirror lists images that it does not have
# ghcr.io/acme/mirror/incomplete:1 was sha256:2222222222222222222222222222222222222222222222222222222222222222
skopeo copy --all --preserve-digests incomplete || failed=$((failed + 1))

# error flattened: a single-platform image in place of the index
# ghcr.io/acme/mirror/loki:1 was sha256:2222222222222222222222222222222222222222222222222222222222222222
skopeo copy --all --preserve-digests loki || failed=$((failed + 1))

# error missing: the mirror does not have it
skopeo copy --all --preserve-digests missing || failed=$((failed + 1))

# warning stale: an older version of upstream's image
# ghcr.io/acme/mirror/tempo:1 was sha256:2222222222222222222222222222222222222222222222222222222222222222
skopeo copy --all --preserve-digests tempo || failed=$((failed + 1))

if [ "$failed" -gt 0 ]; then
  echo "$failed of 5 commands failed" >&2
  exit 1
fi
