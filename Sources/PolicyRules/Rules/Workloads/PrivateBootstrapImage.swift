package import AuditModel
internal import PolicyModel

/// `private-bootstrap-image`
package enum PrivateBootstrapImage: PlaceRule {
    package static let description = RuleDescription(
        id: "private-bootstrap-image",
        title: "A private image in something that runs before pull secrets exist",
        rationale: """
            Pull secrets come from somewhere: an operator, a vault, a hook. What has to run before that, or runs so that \
            it can, cannot use them; on a fresh cluster it waits for ever with `ImagePullBackOff`, and everything \
            behind it waits too.
            """,
        remedy: "Use a public image there, or name a secret in the pod that is made by hand before anything else.",
        configuration: """
            `private` says which images need a secret. `bootstrap` says what must run first; objects with the hooks \
            `pre-install` (Helm) and `PreSync` (Argo CD) always do.
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
        return [Violation("is private, and runs before anything could have brought the secret to pull it")]
    }
}
