internal import SourceText

/// The platform that an image runs on, normalised: spellings that containerd treats as equal are equal
/// (containerd/platforms `database.go`; OCI image-index.md, "platform").
package struct Platform: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let parts: PlatformParts

    package var operatingSystem: String { parts.operatingSystem }
    package var architecture: String { parts.architecture }
    /// Nil for the common variant of an architecture: `arm64/v8` and `amd64/v1` are `arm64` and `amd64`.
    package var variant: String? { parts.variant }
    /// Only Windows images have one.
    package var operatingSystemVersion: String? { parts.operatingSystemVersion }

    package init(
        operatingSystem: String, architecture: String, variant: String? = nil, operatingSystemVersion: String? = nil
    ) {
        let (architecture, variant) = Self.normalized(
            architecture: architecture.lowercased(), variant: variant?.lowercased() ?? "")
        parts = PlatformParts.shared(
            operatingSystem: Self.normalized(operatingSystem: operatingSystem.lowercased()),
            architecture: architecture, variant: variant,
            operatingSystemVersion: operatingSystemVersion == "" ? nil : operatingSystemVersion)
    }

    /// Parses `os/architecture[/variant]`, the form in policies and on the command line.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ part in
                !part.isEmpty && part.utf8.allSatisfy { $0.isAlphanumeric || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
            })
        else { return nil }
        self.init(
            operatingSystem: String(parts[0]), architecture: String(parts[1]),
            variant: parts.count == 3 ? String(parts[2]) : nil)
    }

    package static let linuxAMD64 = Platform(operatingSystem: "linux", architecture: "amd64")
    package static let linuxARM64 = Platform(operatingSystem: "linux", architecture: "arm64")

    /// `unknown/unknown`, as in BuildKit's attestation entries, or an empty part.
    package var isUnknown: Bool {
        operatingSystem.isEmpty || architecture.isEmpty || operatingSystem == "unknown" || architecture == "unknown"
    }

    /// Whether an image for this platform meets the requirement `required`. Exact after normalisation: an arm/v7 image
    /// does not cover arm64, although many arm64 hosts can run it.
    package func satisfies(_ required: Platform) -> Bool {
        guard operatingSystem == required.operatingSystem, architecture == required.architecture,
            variant == required.variant
        else { return false }
        return required.operatingSystemVersion == nil || required.operatingSystemVersion == operatingSystemVersion
    }

    package var description: String { parts.description }

    package static func < (left: Platform, right: Platform) -> Bool {
        (left.description, left.operatingSystemVersion ?? "") < (
            right.description, right.operatingSystemVersion ?? ""
        )
    }

    private static func normalized(operatingSystem: String) -> String {
        operatingSystem == "macos" ? "darwin" : operatingSystem
    }

    private static func normalized(architecture: String, variant: String) -> (String, String?) {
        switch architecture {
        case "i386": return ("386", variant.isEmpty ? nil : variant)
        case "x86_64", "x86-64", "amd64": return ("amd64", variant.isEmpty || variant == "v1" ? nil : variant)
        case "aarch64", "arm64":
            switch variant {
            case "", "8", "v8", "v8.0": return ("arm64", nil)
            case "9", "9.0", "v9.0": return ("arm64", "v9")
            default: return ("arm64", variant)
            }
        case "armhf": return ("arm", "v7")
        case "armel": return ("arm", "v6")
        case "arm":
            switch variant {
            case "", "7": return ("arm", "v7")
            case "5", "6", "8": return ("arm", "v" + variant)
            default: return ("arm", variant)
            }
        default: return (architecture, variant.isEmpty ? nil : variant)
        }
    }
}

extension [Platform] {
    /// Sorted, without duplicates.
    package var distinct: [Platform] {
        zip(self, dropFirst()).allSatisfy(<) ? self : Set(self).sorted()
    }
}

/// The parts of a platform. Nearly all platforms are one of three, each of which is a shared instance: the indexes of a
/// fleet have platforms by the ten thousand.
final class PlatformParts: Sendable {
    let operatingSystem: String
    let architecture: String
    let variant: String?
    let operatingSystemVersion: String?
    let description: String

    private init(operatingSystem: String, architecture: String, variant: String?, operatingSystemVersion: String?) {
        self.operatingSystem = operatingSystem
        self.architecture = architecture
        self.variant = variant
        self.operatingSystemVersion = operatingSystemVersion
        let base = operatingSystem + "/" + architecture
        description = variant.map { base + "/" + $0 } ?? base
    }

    static func shared(
        operatingSystem: String, architecture: String, variant: String?, operatingSystemVersion: String?
    ) -> PlatformParts {
        if variant == nil, operatingSystemVersion == nil,
            let shared = common.first(where: {
                $0.architecture == architecture && $0.operatingSystem == operatingSystem
            })
        {
            return shared
        }
        return PlatformParts(
            operatingSystem: operatingSystem, architecture: architecture, variant: variant,
            operatingSystemVersion: operatingSystemVersion)
    }

    private static let common = [("linux", "amd64"), ("linux", "arm64"), ("unknown", "unknown")].map {
        PlatformParts(operatingSystem: $0, architecture: $1, variant: nil, operatingSystemVersion: nil)
    }
}

extension PlatformParts: Hashable {
    static func == (left: PlatformParts, right: PlatformParts) -> Bool {
        left === right
            || left.architecture == right.architecture && left.operatingSystem == right.operatingSystem
                && left.variant == right.variant && left.operatingSystemVersion == right.operatingSystemVersion
    }

    func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
