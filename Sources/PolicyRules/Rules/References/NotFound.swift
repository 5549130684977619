package import AuditModel
internal import ImageModel

/// `not-found`
package enum NotFound: ImageRule {
    package static let description = RuleDescription(
        id: "not-found",
        title: "Image not found in its registry",
        rationale: """
            The pod stays in `ImagePullBackOff`: a chart's default names a tag that was never pushed, a tag was \
            deleted, or a digest was copied from another registry. The registry itself said so; one that merely \
            refuses to answer is listed as unchecked instead.
            """,
        remedy: "Name a tag or digest that exists. If the image belongs in the mirror, copy it there.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.77"),
            registry: ["docker.io/grafana/loki:3.5.77": .notFound]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func inquiries(_ context: ImageContext) -> [Inquiry] {
        context.mirroredInquiries
    }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let reference = context.reference, context.resolution?.failure?.kind == .notFound else { return [] }
        let fix = context.mirroredComparison.flatMap(context.repair)
        if let digest = reference.digest {
            return [Violation("digest \(digest.short)… not found on \(reference.registry)", fix: fix)]
        }
        return [Violation("not found on \(reference.registry)", fix: fix)]
    }
}
