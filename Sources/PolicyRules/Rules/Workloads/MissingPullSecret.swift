package import AuditModel
internal import PolicyModel

/// `missing-pull-secret`
package enum MissingPullSecret: FleetRule {
    package static let description = RuleDescription(
        id: "missing-pull-secret",
        title: "Private image without a pull secret",
        rationale: """
            The registry refuses the node, and the pod stays in `ImagePullBackOff`. It goes unnoticed while the \
            image is still on the nodes, and fails when a pod moves. One sidecar that still uses the private \
            registry after `imagePullSecrets` was dropped is enough.
            """,
        remedy: """
            Name the secret in `imagePullSecrets` of the pod or of its service account, or use an image that needs \
            none.
            """,
        configuration: """
            `private` lists the images that need a secret. If the pod names a service account that is not among the \
            manifests, the finding is a note: that account may have a secret.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"), policy: "private: [ghcr.io/acme]",
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7", pod: "imagePullSecrets: [{ name: registry }]"),
            policy: "private: [ghcr.io/acme]", registry: ExampleManifest.wholeImage))

    private struct Account: Hashable {
        let namespace: String?
        let name: String
    }

    package static func judge(_ context: FleetContext) -> [PlacedViolation] {
        if context.policy.privateImages.isEmpty { return [] }
        let accounts = Dictionary(grouping: context.facts.serviceAccounts) {
            Account(namespace: $0.namespace, name: $0.name)
        }
        return context.places.compactMap { place in
            guard place.container != nil, place.isPrivate, !place.namesPullSecrets,
                let occurrence = place.use.occurrence,
                let workload = occurrence.workload
            else { return nil }
            if place.isBootstrap, place.isOn(PrivateBootstrapImage.self) { return nil }
            let name = workload.serviceAccount ?? "default"
            let message: String
            var severity: Severity?
            let rendered = accounts[Account(namespace: occurrence.object.namespace, name: name)]
            switch rendered.map({ Self.haveSecret($0, beside: occurrence.file) }) {
            case true?: return nil
            case false?:
                message = "private image without a pull secret: neither the pod nor its service account \(name) has one"
            case nil where workload.serviceAccount != nil:
                message =
                    "private image, possibly without a pull secret: the pod has none, and its service account \(name) is "
                    + "not in the inputs"
                severity = .note
            case nil: message = "private image without a pull secret: the pod has none and names no service account"
            }
            return PlacedViolation(Violation(message, severity: severity), of: Self.id, at: place)
        }
    }

    /// Several clusters may render accounts of the same name; the ones nearest to the pod in the file tree decide.
    private static func haveSecret(_ accounts: [ServiceAccountFacts], beside file: String) -> Bool {
        guard accounts.count > 1 else { return accounts.contains { $0.hasPullSecrets } }
        let folders = file.split(separator: "/", omittingEmptySubsequences: false)
        let distances = accounts.map { account in
            zip(account.file.split(separator: "/", omittingEmptySubsequences: false), folders).prefix { $0 == $1 }.count
        }
        let nearest = distances.max()
        return zip(accounts, distances).contains { $0.hasPullSecrets && $1 == nearest }
    }
}
