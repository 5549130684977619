package import AuditModel
internal import ImageModel

/// `unpinned`
package enum Unpinned: ImageRule {
    package static let description = RuleDescription(
        id: "unpinned",
        title: "Image not pinned by digest",
        rationale: """
            Tags can be moved, and are: what was tested and what runs are the same only until someone pushes. A \
            digest names content. It must be the digest of the whole index, so that nodes of every platform find \
            their image.
            """,
        remedy: """
            Add the digest that the tag resolves to: `polyarch pin` writes the change for images that cover every \
            required platform.
            """,
        configuration: """
            `digest: required` makes it an error, `preferred` a warning, `optional` turns it off; `rules.unpinned` \
            takes precedence.
            """,
        severity: .warning, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment(
                "docker.io/grafana/loki:3.5.7@" + (ExampleImage.index(["linux/amd64", "linux/arm64"]).digest ?? "")),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard context.reference?.digest == nil, context.reference != nil else { return [] }
        guard case .pin(let pinned, _) = context.pinDecision() else { return [Violation("not pinned by digest")] }
        return [Violation("not pinned by digest", fix: .replace(with: pinned))]
    }
}
