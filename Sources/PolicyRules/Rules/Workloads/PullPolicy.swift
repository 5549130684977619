package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `pull-policy`
package enum PullPolicy: PlaceRule {
    package static let description = RuleDescription(
        id: "pull-policy",
        title: "Image pull policy other than the required one",
        rationale: """
            `imagePullPolicy: Always` is not a roll-out mechanism: the version that runs then depends on when a pod \
            was started, and no pod starts while the registry is down. A pinned image never needs to be pulled \
            again. Without the field, Kubernetes uses `Always` for the tag `latest` and for no tag, else \
            `IfNotPresent`.
            """,
        remedy: """
            Set `imagePullPolicy` to what the policy requires, and roll out by changing the reference.
            """,
        configuration: """
            `pullPolicy` sets the required value and turns the rule on; if `rules` turns it on and `pullPolicy` is \
            absent, `IfNotPresent` is required.
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
            return [Violation("imagePullPolicy is \(written); the policy requires \(wanted.rawValue)")]
        }
        // As the API server fills it in.
        let implied: ImagePullPolicy = reference.effectiveTag == "latest" ? .always : .ifNotPresent
        guard implied != wanted else { return [] }
        return [
            Violation("imagePullPolicy defaults to \(implied.rawValue); the policy requires \(wanted.rawValue)")
        ]
    }
}
