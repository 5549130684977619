package import AuditModel
internal import ImageModel

/// `upstream-used`
package enum UpstreamUsed: MirrorRule {
    package static let description = RuleDescription(
        id: "upstream-used",
        title: "Upstream image used although the mirror has a good copy",
        rationale: """
            Upstream registries limit anonymous pulls, go away, and move tags. A cluster that restarts all its nodes \
            on one morning hits the limit exactly then. The mirror exists to avoid that, and it has the same content \
            for every required platform.
            """,
        remedy: "Use the mirror's copy.",
        configuration: """
            `images.policy.preferMirror` and `mirrorRegistry`; `mirror` says what is expected there.
            """,
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.counterpartInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let comparison = context.counterpartComparison, context.isGoodCopy(comparison), !context.isDenied
        else { return [] }
        return [
            Violation(
                "pulled from upstream; the mirror has a good copy, \(comparison.target)", isAboutPlatforms: true,
                fix: context.isPossible ? nil : .replace(with: context.replacement(comparison)))
        ]
    }
}
