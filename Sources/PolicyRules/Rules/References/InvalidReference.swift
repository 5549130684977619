package import AuditModel
internal import ImageModel

/// `invalid-reference`
package enum InvalidReference: ImageRule {
    package static let description = RuleDescription(
        id: "invalid-reference",
        title: "Invalid image reference",
        rationale: """
            The kubelet refuses such an image with `InvalidImageName`, and the pod never starts. Typical causes are \
            an upper-case repository, a digest with a missing digit, and a value composed of parts of which one is \
            empty.
            """,
        remedy: "Correct the reference: `registry/repository:tag@sha256:…`.",
        severity: .error, isTextual: true, isWaivedAsWritten: true,
        violating: RuleDescription.Example(ExampleManifest.deployment("docker.io/Grafana/Loki:3.5.7")),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        switch context.result {
        case .failure(.empty): [Violation("empty image reference")]
        case .failure(.invalid(let reason)): [Violation("invalid image reference: \(reason)")]
        case .failure(.template), .failure(.unsupportedAlgorithm): []
        case .success(let reference): misspelled(reference).map { [$0] } ?? []
        }
    }

    /// Upper case in the first part is legal, and makes what looks like a folder of Docker Hub a host name.
    private static func misspelled(_ reference: ImageReference) -> Violation? {
        guard let meant = reference.likelyMeant else { return nil }
        return Violation(
            "\(reference.registry) is read as the host of a registry because of its upper case; did you mean \(meant)?",
            severity: .warning, fix: .replace(with: meant))
    }
}
