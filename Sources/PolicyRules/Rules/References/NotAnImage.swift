package import AuditModel
internal import ImageModel

/// `not-an-image`
package enum NotAnImage: ImageRule {
    package static let description = RuleDescription(
        id: "not-an-image",
        title: "Artifact that is not a container image",
        rationale: """
            Registries also hold Helm charts, signatures and other artifacts under tags that look like those of \
            images. No container can be created from one.
            """,
        remedy: """
            Name the image; charts and images of one project are often in neighbouring repositories.
            """,
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/charts/loki:6.2.0"),
            registry: [
                "ghcr.io/acme/charts/loki:6.2.0": ExampleImage(.artifact("application/vnd.cncf.helm.config.v1+json"))
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:6.2.0"),
            registry: ["ghcr.io/acme/loki:6.2.0": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard case .manifest(let manifest) = context.resolution, !manifest.isImage else { return [] }
        let type = manifest.manifest.artifactType ?? manifest.manifest.configuration.mediaType
        return [Violation("not a container image: artifact of type \(type)")]
    }
}
