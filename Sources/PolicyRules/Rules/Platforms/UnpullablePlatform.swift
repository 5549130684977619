package import AuditModel
internal import ImageModel

/// `unpullable-platform`
package enum UnpullablePlatform: ImageRule {
    package static let description = RuleDescription(
        id: "unpullable-platform",
        title: "Platform that is listed but cannot be pulled",
        rationale: """
            An index is a list of digests; a registry clean-up or an interrupted copy can leave entries that point \
            to nothing. Everyone who looks at the index sees the platform, and every node that needs it fails to \
            pull.
            """,
        remedy: "Push or copy the whole image again. For a mirrored image the finding gives the command.",
        configuration: "Found when children are looked up: with `--verify children` or `config`.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            registry: [
                "ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]).without("linux/arm64")
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            registry: ["ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func judge(_ context: ImageContext) -> [Violation] {
        context.absentEntries.map { platform, entry in
            let fix = context.mirroredComparison.flatMap { $0.verdict == .incomplete ? context.repair($0) : nil }
            return Violation(
                "\(platform) is listed, but its image (\(entry.descriptor.digest.short)…) is missing from the "
                    + "repository",
                isAboutPlatforms: true, affected: [platform], fix: fix)
        }
    }
}
