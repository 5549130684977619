package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `floating-tag`
package enum FloatingTag: ImageRule {
    package static let description = RuleDescription(
        id: "floating-tag",
        title: "Floating tag",
        rationale: """
            A tag like `latest` or `main` names a branch, not a version: it resolves to whatever was pushed last. \
            Two nodes that pull it on different days run different programs, a roll-back has no effect, and the \
            manifest does not tell what runs. Beside a digest such a tag does no harm to the cluster, but misleads \
            readers. A reference with neither tag nor digest means `latest`.
            """,
        remedy: "Name a version or a build: `app:1.4.2@sha256:…` or `app:3f2c1d9@sha256:…`.",
        configuration: """
            `floatingTags` lists the refused tags, as globs. `allowedTags` does the reverse: if it lists regular \
            expressions, a tag must match one of them as a whole.
            """,
        severity: .warning, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:main"),
            registry: ["docker.io/grafana/loki:main": .index(["linux/amd64", "linux/arm64"])]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let reference = context.reference, let tag = context.refusedTag else { return [] }
        if reference.tag == nil { return [Violation("neither tag nor digest, which means \(tag)")] }
        let place = reference.digest == nil ? "" : " (beside a digest)"
        if context.policy.isFloating(tag: tag) { return [Violation("tag is floating: \(tag)\(place)")] }
        return [Violation("tag is not allowed: \(tag)\(place); `allowedTags` has no match")]
    }
}
