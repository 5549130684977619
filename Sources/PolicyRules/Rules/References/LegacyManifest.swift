package import AuditModel

/// `legacy-manifest`
package enum LegacyManifest: ImageRule {
    package static let description = RuleDescription(
        id: "legacy-manifest",
        title: "A manifest of a type that runtimes no longer take",
        rationale: """
            containerd 2 and current Docker refuse Docker's schema 1 manifests, and no runtime takes a type that it \
            does not know. An old image that ran for years stops being pullable when its node is upgraded.
            """,
        remedy: "Use a version that was pushed since, or build and push the image again.",
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
        return [Violation("has a manifest that runtimes do not take: \(failure.message)")]
    }
}
