internal import AuditModel
package import ImageModel
package import PolicyModel

/// What place rules see: one use of an image.
package struct PlaceContext: Sendable {
    package let use: ImageUse
    private let plan: Plan
    let selection: RuleSelection

    init(_ use: ImageUse, _ selection: RuleSelection, of plan: Plan) {
        self.use = use
        self.selection = selection
        self.plan = plan
    }

    package var settings: PolicySettings { selection.settings }
    package var policy: Policy { plan.policy }

    /// Nil if the text is not a reference.
    package var reference: ImageReference? { try? use.reference.get() }

    package func isOn(_ rule: (some Rule).Type) -> Bool { settings.level(of: rule.description) != .off }

    /// The container that runs the image; nil if the image is named elsewhere, such as in an environment variable.
    var container: ContainerFacts? {
        guard let occurrence = use.occurrence, occurrence.matcher == "container" else { return nil }
        return occurrence.containerFacts
    }

    var isInitContainer: Bool {
        guard let path = use.occurrence?.path else { return false }
        return path.utf8.indices.contains { index in
            path.utf8[index] == UInt8(ascii: "[") && path[..<index].hasSuffix(".initContainers")
        }
    }

    /// Whether pulling the image needs a secret.
    var isPrivate: Bool {
        guard let reference else { return false }
        return policy.privateImages.contains { $0.contains(reference.name) }
    }

    /// Whether it runs before anything could create pull secrets.
    var isBootstrap: Bool {
        guard let metadata = use.occurrence?.object.metadata else { return false }
        return metadata.helmHooks.contains("pre-install") || metadata.argoHooks.contains("PreSync")
            || policy.bootstrap.contains { $0.matches(use.place) }
    }

    var namesPullSecrets: Bool { use.occurrence?.workload?.imagePullSecrets.isEmpty == false }

    /// Whether it runs to completion: such workloads tend to install their tools at run time.
    var isTask: Bool {
        guard let object = use.occurrence?.object else { return false }
        return object.kind == "Job" || object.kind == "CronJob" || object.metadata.isHook || isInitContainer
    }
}
