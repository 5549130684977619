/// A service account that is rendered with the workloads: pods that name it get its pull secrets.
package struct ServiceAccountFacts: Sendable, Hashable {
    package let file: String
    package let namespace: String?
    package let name: String
    package let hasPullSecrets: Bool

    package init(file: String, namespace: String?, name: String, hasPullSecrets: Bool) {
        self.file = file
        self.namespace = namespace
        self.name = name
        self.hasPullSecrets = hasPullSecrets
    }
}
