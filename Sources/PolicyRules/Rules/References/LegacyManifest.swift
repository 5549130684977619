package import AuditModel

/// `legacy-manifest`
package enum LegacyManifest: ImageRule {
    package static let description = RuleDescription(
        id: "legacy-manifest",
        title: "Manifest type that runtimes no longer accept",
        rationale: """
            containerd 2 and current Docker refuse Docker's schema 1 manifests, and no runtime accepts a type that \
            it does not know. An old image that ran for years can no longer be pulled once its node is upgraded.
            """,
        remedy: "Use a version that was pushed since, or rebuild and push the image.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("quay.io/acme/loki:0.4.0"),
            registry: [
                "quay.io/acme/loki:0.4.0": ExampleImage(
                    .failed(ResolutionFailure(.unsupported, "it is a Docker schema 1 manifest")))
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("quay.io/acme/loki:3.5.7"),
            registry: ["quay.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let failure = context.resolution?.failure, failure.kind == .unsupported else { return [] }
        return [Violation("unsupported manifest: \(failure.message)")]
    }
}
