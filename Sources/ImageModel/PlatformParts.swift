/// What a platform is made of. Nearly all platforms are of three kinds, which share one instance each: a fleet's indexes
/// have platforms by the ten thousand.
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
