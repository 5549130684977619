internal import DocumentReading
package import ImageModel

/// The platforms that images are built for (`go tool dist list`, which OCI's image-index.md refers to). A policy that
/// requires another one would fail every image.
package enum KnownPlatforms {
    private static let architectures: [String: Set<String>] = [
        "linux": [
            "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
            "riscv64", "s390x",
        ],
        "windows": ["386", "amd64", "arm", "arm64"],
        "darwin": ["amd64", "arm64"], "ios": ["amd64", "arm64"], "android": ["386", "amd64", "arm", "arm64"],
        "freebsd": ["386", "amd64", "arm", "arm64", "riscv64"], "netbsd": ["386", "amd64", "arm", "arm64"],
        "openbsd": ["386", "amd64", "arm", "arm64", "mips64", "ppc64", "riscv64"], "dragonfly": ["amd64"],
        "aix": ["ppc64"], "illumos": ["amd64"], "solaris": ["amd64"], "plan9": ["386", "amd64", "arm"],
        "js": ["wasm"], "wasip1": ["wasm"],
    ]
    private static let variants: [String: Set<String>] = [
        "386": [], "amd64": ["v2", "v3", "v4"], "arm": ["v5", "v6", "v7", "v8"], "arm64": ["v9"], "s390x": [],
    ]

    /// The platform that `text` names, or why it names none.
    package static func platform(_ text: String) -> Result<Platform, Problem> {
        guard let platform = Platform(text) else {
            return .failure(
                Problem(message: "`\(text)` is not a platform; write `os/architecture`, such as `linux/arm64`"))
        }
        guard let own = architectures[platform.operatingSystem] else {
            return .failure(problem("operating system", platform.operatingSystem, Set(architectures.keys)))
        }
        if !own.contains(platform.architecture) {
            let all = architectures.values.reduce(into: Set()) { $0.formUnion($1) }
            guard all.contains(platform.architecture) else {
                return .failure(problem("architecture", platform.architecture, own))
            }
            let list = own.sorted().joined(separator: ", ")
            return .failure(
                Problem(
                    message: "\(platform.operatingSystem) does not run on \(platform.architecture), only on \(list)"))
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
