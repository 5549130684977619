internal import DocumentReading
package import ImageModel

/// The platforms that images exist for (Go's list, which OCI's image-index.md refers to). A policy that requires another
/// one would fail every image.
package enum KnownPlatforms {
    private static let operatingSystems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "linux", "netbsd", "openbsd", "plan9",
        "solaris", "wasip1", "windows",
    ]
    private static let architectures: Set<String> = [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64", "s390x", "wasm",
    ]
    private static let variants: [String: Set<String>] = [
        "amd64": ["v2", "v3", "v4"], "arm": ["v5", "v6", "v7", "v8"], "arm64": ["v9"],
    ]

    /// Why `text` names no platform, or the platform.
    package static func platform(_ text: String) -> Result<Platform, Problem> {
        guard let platform = Platform(text) else {
            return .failure(
                Problem(message: "`\(text)` is no platform; write `os/architecture`, such as `linux/arm64`"))
        }
        if !operatingSystems.contains(platform.operatingSystem) {
            return .failure(problem("operating system", platform.operatingSystem, operatingSystems))
        }
        if !architectures.contains(platform.architecture) {
            return .failure(problem("architecture", platform.architecture, architectures))
        }
        if let variant = platform.variant, let known = variants[platform.architecture], !known.contains(variant) {
            return .failure(problem("variant of \(platform.architecture)", variant, known))
        }
        return .success(platform)
    }

    package struct Problem: Error, Hashable {
        package let message: String
    }

    private static func problem(_ kind: String, _ text: String, _ known: Set<String>) -> Problem {
        let guess = Suggestion.nearest(to: text, among: known).map { "; did you mean `\($0)`?" } ?? ""
        return Problem(message: "unknown \(kind) `\(text)`\(guess)")
    }
}
