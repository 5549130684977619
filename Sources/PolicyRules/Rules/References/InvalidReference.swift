package import AuditModel
internal import ImageModel

/// `invalid-reference`
package enum InvalidReference: ImageRule {
    package static let description = RuleDescription(
        id: "invalid-reference",
        title: "Text that no registry can be asked for",
        rationale: """
            The kubelet refuses such an image with `InvalidImageName`, and the pod never starts. Typical causes are an \
            upper-case repository, a digest that lost a digit, and a value that was put together from parts of which \
            one is empty.
            """,
        remedy: "Correct the reference: `registry/repository:tag@sha256:…`.",
        severity: .error, isTextual: true, isWaivedAsWritten: true,
        violating: RuleDescription.Example(ExampleManifest.deployment("docker.io/Grafana/Loki:3.5.7")),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        switch context.result {
        case .failure(.empty): [Violation("is an empty image name")]
        case .failure(.invalid(let reason)): [Violation("is no image reference: \(reason)")]
        case .failure(.template), .failure(.unsupportedAlgorithm): []
        case .success(let reference): misspelled(reference).map { [$0] } ?? []
        }
    }

    /// Upper case in the first part is legal and turns a folder of Docker Hub into the name of a host.
    private static func misspelled(_ reference: ImageReference) -> Violation? {
        guard let meant = reference.likelyMeant else { return nil }
        return Violation(
            "asks a registry with the host name \(reference.registry), for its letters are upper case; \(meant) is "
                + "probably meant", severity: .warning, fix: .replace(with: meant))
    }
}
