package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `floating-tag`
package enum FloatingTag: ImageRule {
    package static let description = RuleDescription(
        id: "floating-tag",
        title: "A tag that names a branch rather than a version",
        rationale: """
            A tag like `latest` or `main` names whatever was pushed last. Two nodes that pull it on different days run \
            different programs, a roll-back brings nothing back, and nobody can tell from the manifest what runs. \
            Beside a digest such a tag does no harm to the cluster, but it tells readers something that is no longer \
            true. A reference with neither tag nor digest means `latest`.
            """,
        remedy: "Name a version or a build: `app:1.4.2@sha256:…` or `app:3f2c1d9@sha256:…`.",
        configuration: """
            `floatingTags` lists the tags, as globs. `allowedTags` says it the other way round: where it has regular \
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
        if reference.tag == nil { return [Violation("names neither tag nor digest, which means \(tag)")] }
        let place = reference.digest == nil ? "" : " beside its digest"
        if context.policy.isFloating(tag: tag) { return [Violation("names the floating tag \(tag)\(place)")] }
        return [Violation("names the tag \(tag)\(place), which is none that `allowedTags` lets pass")]
    }
}
