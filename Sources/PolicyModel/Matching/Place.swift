/// Where something stands, as far as policies tell places apart. What is not known is nil, and matches no pattern.
package struct Place: Sendable, Hashable {
    package var file: String?
    package var kind: String?
    package var namespace: String?
    package var name: String?
    /// The Argo CD application that the object belongs to.
    package var application: String?

    package init(
        file: String? = nil, kind: String? = nil, namespace: String? = nil, name: String? = nil,
        application: String? = nil
    ) {
        self.file = file
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.application = application
    }
}
