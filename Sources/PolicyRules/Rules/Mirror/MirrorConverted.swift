package import AuditModel
internal import ImageModel

/// `mirror-converted`
package enum MirrorConverted: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-converted",
        title: "Mirror copy with the same content under other digests",
        rationale: """
            The copy was re-encoded on the way, from Docker's format to OCI's or the reverse. It runs just the same, \
            but nothing that refers to upstream's digests applies to it: signatures, advisories, pins.
            """,
        remedy: "Copy with `--preserve-digests`; the finding gives the command.",
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"], encoding: "docker"),
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.mirroredInquiries }

    /// For an image that is named upstream, a converted copy is a good copy: `upstream-used` reports it.
    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let comparison = context.mirroredComparison, comparison.verdict == .converted else { return [] }
        return [
            Violation(
                "re-encoded copy: the content of \(comparison.source) under other digests",
                fix: context.repair(comparison))
        ]
    }
}
