package import AuditModel
internal import ImageModel

/// `unrendered-template`
package enum UnrenderedTemplate: ImageRule {
    package static let description = RuleDescription(
        id: "unrendered-template",
        title: "Unrendered template",
        rationale: """
            `{{ .Values.image }}` or `${TAG}` in a rendered manifest means that a rendering step did not run or did \
            not know the value. What will run there is unknown, so no registry is asked.
            """,
        remedy: "Render the manifests first, with the values of the environment, and audit the result.",
        severity: .error, isTextual: true, isWaivedAsWritten: true,
        violating: RuleDescription.Example(ExampleManifest.deployment("docker.io/grafana/loki:${LOKI_VERSION}")),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard case .failure(.template) = context.result else { return [] }
        return [Violation("unrendered template directive")]
    }
}
