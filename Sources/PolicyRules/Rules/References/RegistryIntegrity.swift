package import AuditModel

/// `registry-integrity`
package enum RegistryIntegrity: ImageRule {
    package static let description = RuleDescription(
        id: "registry-integrity",
        title: "Registry response that contradicts itself",
        rationale: """
            The bytes do not have the requested digest, the media type is not that of the document, or the document \
            can be read in two ways. Different clients then run different images, by accident or by design. Nothing \
            that such a response claims is trusted.
            """,
        remedy: """
            Ask the operators of the registry, or of the cache in front of it, and do not deploy the image before it \
            is understood.
            """,
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("registry.acme.example/loki:3.5.7"),
            registry: [
                "registry.acme.example/loki:3.5.7": ExampleImage(
                    .failed(ResolutionFailure(.protocolViolation, "the manifest's bytes do not have its digest")))
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("registry.acme.example/loki:3.5.7"),
            registry: ["registry.acme.example/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static let judgesWatchedTags = true

    package static func judge(_ context: ImageContext) -> [Violation] {
        if let failure = context.resolution?.failure {
            return failure.kind == .protocolViolation ? [Violation("untrustworthy response: \(failure.message)")] : []
        }
        return context.requiredEntries.compactMap { platform, entry in
            guard case .failed(let failure) = entry.child, failure.kind == .protocolViolation else { return nil }
            return Violation(
                "untrustworthy response for \(platform): \(failure.message)", isAboutPlatforms: true)
        }
    }
}
