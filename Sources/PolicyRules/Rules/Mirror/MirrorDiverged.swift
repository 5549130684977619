package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `mirror-diverged`
package enum MirrorDiverged: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-diverged",
        title: "The mirror's copy holds something that upstream does not know",
        rationale: """
            Under the name of somebody else's image lies content that its publisher does not have: it was built \
            locally and pushed there, it was tampered with, or it is older than what upstream keeps. Until somebody has \
            looked, it is not the image that its name says.
            """,
        remedy: "Find out where the content came from, then copy upstream's image again.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"], build: "ours"),
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static let badCopies: Set<MirrorVerdict> = [.diverged]

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.mirrorInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        context.contentViolations(.diverged, wording: "something that upstream does not have")
    }
}
