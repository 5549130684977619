package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `mirror-diverged`
package enum MirrorDiverged: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-diverged",
        title: "Mirror copy with content that upstream does not have",
        rationale: """
            The image in the mirror has upstream's name and content that its publisher does not have: it was built \
            and pushed locally, it was tampered with, or it is older than what upstream keeps. Until that is known, \
            it is not the image that its name claims.
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
        context.contentViolations(
            .diverged, ofMirrored: { "content that \($0) does not have" },
            ofCopy: "has content that upstream does not have")
    }
}
