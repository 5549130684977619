/// The Kubernetes object, or other document, that contains an occurrence. Its occurrences share one instance.
package final class ManifestObject: Sendable {
    package let file: String
    /// The zero-based index of the document in its file, counting documents that are empty or do not parse.
    package let document: Int
    package let apiVersion: String?
    package let kind: String?
    package let namespace: String?
    package let name: String?
    package let metadata: ObjectMetadata

    package init(
        file: String, document: Int, apiVersion: String? = nil, kind: String? = nil, namespace: String? = nil,
        name: String? = nil, metadata: ObjectMetadata = ObjectMetadata()
    ) {
        self.file = file
        self.document = document
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.metadata = metadata
    }
}

/// Facts about a pod, or a custom resource with the same fields. Its occurrences share one instance.
package final class WorkloadFacts: Sendable {
    package let serviceAccount: String?
    /// Names of secrets, in order.
    package let imagePullSecrets: [String]
    /// The labels of the pod, or of its template.
    package let labels: [String: String]

    package init(serviceAccount: String? = nil, imagePullSecrets: [String] = [], labels: [String: String] = [:]) {
        self.serviceAccount = serviceAccount
        self.imagePullSecrets = imagePullSecrets
        self.labels = labels
    }
}

/// The other fields of a container. Its occurrences share one instance.
package final class ContainerFacts: Sendable {
    package let name: String?
    package let imagePullPolicy: String?
    package let command: [String]
    package let args: [String]

    package init(name: String? = nil, imagePullPolicy: String? = nil, command: [String] = [], args: [String] = []) {
        self.name = name
        self.imagePullPolicy = imagePullPolicy
        self.command = command
        self.args = args
    }
}

/// Where an object comes from and when it runs, by its metadata.
package struct ObjectMetadata: Sendable, Hashable {
    /// Phases of a Helm release in which the object runs, such as `pre-install`.
    package var helmHooks: [String] = []
    /// Phases of an Argo CD sync, such as `PreSync`.
    package var argoHooks: [String] = []
    /// The Argo CD application that tracks it.
    package var application: String?
    /// The Helm release that it belongs to.
    package var release: String?
    package var labels: [String: String] = [:]

    package init() {}

    /// The application that policies match: Argo CD's, else the Helm release.
    package var group: String? { application ?? release }

    /// Whether it runs around a deployment, not as part of it.
    package var isHook: Bool { !helmHooks.isEmpty || !argoHooks.isEmpty }
}
