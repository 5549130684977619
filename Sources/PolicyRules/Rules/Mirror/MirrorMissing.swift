package import AuditModel
internal import ImageModel

/// `mirror-missing`
package enum MirrorMissing: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-missing",
        title: "Image missing from the mirror",
        rationale: """
            The policy expects third-party images in the mirror. This one was never copied, or not in this version: \
            the cluster depends on upstream for it, and switching registries would break it.
            """,
        remedy: "Copy the whole image with every platform; the finding gives the command.",
        configuration: """
            `mirror.from` and `mirror.map` say what is expected in the mirror, `mirror.except` what is not.
            """,
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .notFound,
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static let badCopies: Set<MirrorVerdict> = [.missing]

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.counterpartInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let comparison = context.counterpartComparison, comparison.verdict == .missing else { return [] }
        return [
            Violation("missing from the mirror: \(comparison.target) does not exist", fix: context.repair(comparison))
        ]
    }
}
