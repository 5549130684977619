package import AuditModel
internal import ImageModel

/// `platform-mismatch`
package enum PlatformMismatch: ImageRule {
    package static let description = RuleDescription(
        id: "platform-mismatch",
        title: "Index and configuration name different platforms",
        rationale: """
            The runtime chooses by what the index claims and starts what the image contains: `exec format error` on \
            a node whose platform every check reported as covered. It comes from build scripts that tag the amd64 \
            image as arm64, and from cross-builds whose last stage copies the wrong binary.
            """,
        remedy: """
            Rebuild the image of that platform, and create the index from the images' own configurations.
            """,
        configuration: "Found when configurations are read: with `--verify config`, the default of `check`.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            registry: [
                "ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])
                    .claiming("linux/arm64", for: "linux/amd64")
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            registry: ["ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func judge(_ context: ImageContext) -> [Violation] {
        context.requiredEntries.compactMap { platform, entry in
            guard entry.isMismatch, case .read(let manifest) = entry.child, let stated = manifest.platform else {
                return nil
            }
            return Violation(
                "index says \(platform), the image's configuration says \(stated)", isAboutPlatforms: true,
                affected: [platform])
        }
    }
}
