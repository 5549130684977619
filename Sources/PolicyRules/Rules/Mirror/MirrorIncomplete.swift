package import AuditModel
internal import ImageModel

/// `mirror-incomplete`
package enum MirrorIncomplete: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-incomplete",
        title: "The mirror's index lists images that the mirror does not have",
        rationale: """
            The copy was broken off, or a clean-up removed manifests without a tag. The index looks complete to whoever \
            reads it, and a node that needs the missing part cannot pull. Where the manifest names the mirror's copy \
            itself this is reported as `unpullable-platform`.
            """,
        remedy: "Copy the whole image again; the finding names the command.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])
                    .without("linux/arm64"),
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static let badCopies: Set<MirrorVerdict> = [.incomplete]

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.mirrorInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let comparison = context.counterpartComparison ?? context.mirroredComparison,
            comparison.verdict == .incomplete
        else { return [] }
        if context.counterpartComparison == nil, context.isOn(UnpullablePlatform.self), !context.absentEntries.isEmpty {
            return []
        }
        let absent = Wording.list(comparison.absent.map { $0.short + "…" })
        return [
            Violation(
                context.counterpartComparison == nil
                    ? "lists \(absent), which the mirror does not have"
                    : "has a copy in the mirror, \(comparison.target), that lists \(absent) without having it; upstream "
                        + "is used meanwhile",
                isAboutPlatforms: true, fix: context.repair(comparison))
        ]
    }
}
