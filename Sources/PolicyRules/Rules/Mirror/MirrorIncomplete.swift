package import AuditModel
internal import ImageModel

/// `mirror-incomplete`
package enum MirrorIncomplete: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-incomplete",
        title: "Mirror index that lists images missing from the mirror",
        rationale: """
            The copy was interrupted, or a clean-up removed untagged manifests. The index looks complete, but a node \
            that needs the missing part cannot pull it. If the manifest names the mirror's copy itself, this is \
            reported as `unpullable-platform`.
            """,
        remedy: "Copy the whole image again; the finding gives the command.",
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
                    ? "index lists \(absent), missing from the mirror"
                    : "mirror copy \(comparison.target) lists \(absent), missing from the mirror; use upstream until it is "
                        + "repaired",
                isAboutPlatforms: true, fix: context.repair(comparison))
        ]
    }
}
