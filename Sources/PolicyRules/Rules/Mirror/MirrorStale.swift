package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `mirror-stale`
package enum MirrorStale: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-stale",
        title: "Outdated mirror copy",
        rationale: """
            Upstream pushed the tag again, often with a security fix, and the mirror still has the previous image: \
            upstream still knows the mirror's digest, but its tag now resolves to another one.
            """,
        remedy: "Copy the image again; the finding gives the command.",
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"], build: "2"),
                "docker.io/grafana/loki@" + (ExampleImage.index(["linux/amd64", "linux/arm64"]).digest ?? ""):
                    .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static let badCopies: Set<MirrorVerdict> = [.stale]

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.mirrorInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        context.contentViolations(.stale, ofMirrored: { "outdated copy of \($0)" }, ofCopy: "is outdated")
    }
}
