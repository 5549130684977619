package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `pull-policy`
package enum PullPolicy: PlaceRule {
    package static let description = RuleDescription(
        id: "pull-policy",
        title: "A container pulls its image at other times than the policy says",
        rationale: """
            `imagePullPolicy: Always` is no way to roll something out: which version runs depends on when a pod was \
            started, and no pod starts while the registry is away. With a pinned image there is nothing to ask for. \
            Without the field Kubernetes takes `Always` for the tag `latest` and for no tag, else `IfNotPresent`.
            """,
        remedy: "Set `imagePullPolicy` to what the policy names, and roll out by changing the reference.",
        configuration: """
            `pullPolicy` names it and turns the rule on; a policy that turns the rule on without naming one means \
            `IfNotPresent`.
            """,
        severity: .warning, isTextual: true, isOptional: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7", container: "imagePullPolicy: Always"),
            policy: "pullPolicy: IfNotPresent", registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"), policy: "pullPolicy: IfNotPresent",
            registry: ExampleManifest.wholeImage))

    package static func judge(_ context: PlaceContext) -> [Violation] {
        guard let container = context.container, let reference = context.reference else { return [] }
        let wanted = context.policy.pullPolicy ?? .ifNotPresent
        if let written = container.imagePullPolicy, !written.isEmpty {
            guard written != wanted.rawValue else { return [] }
            return [Violation("has imagePullPolicy \(written); the policy asks for \(wanted.rawValue)")]
        }
        // As the API server fills it in.
        let implied: ImagePullPolicy = reference.effectiveTag == "latest" ? .always : .ifNotPresent
        guard implied != wanted else { return [] }
        return [
            Violation("has no imagePullPolicy, which means \(implied.rawValue); the policy asks for \(wanted.rawValue)")
        ]
    }
}
