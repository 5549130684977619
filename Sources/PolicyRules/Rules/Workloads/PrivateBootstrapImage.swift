package import AuditModel
internal import PolicyModel

/// `private-bootstrap-image`
package enum PrivateBootstrapImage: PlaceRule {
    package static let description = RuleDescription(
        id: "private-bootstrap-image",
        title: "Private image in a workload that runs before pull secrets exist",
        rationale: """
            Pull secrets are created by something: an operator, a vault, a hook. A workload that runs before that, \
            or that makes it possible, cannot use them. On a fresh cluster it stays in `ImagePullBackOff`, and so \
            does everything that waits for it.
            """,
        remedy: """
            Use a public image, or name a secret in the pod that is created by hand before anything else.
            """,
        configuration: """
            `private` lists the images that need a secret. `bootstrap` selects what must run first; objects with the \
            hooks `pre-install` (Helm) and `PreSync` (Argo CD) always do.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.hookJob("ghcr.io/acme/loki:3.5.7"), policy: "private: [ghcr.io/acme]",
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.hookJob("ghcr.io/acme/loki:3.5.7", pod: "imagePullSecrets: [{ name: made-by-hand }]"),
            policy: "private: [ghcr.io/acme]", registry: ExampleManifest.wholeImage))

    package static func judge(_ context: PlaceContext) -> [Violation] {
        guard context.use.occurrence?.workload != nil, context.isPrivate, context.isBootstrap,
            !context.namesPullSecrets
        else { return [] }
        return [Violation("private image in a workload that runs before any pull secret exists")]
    }
}
