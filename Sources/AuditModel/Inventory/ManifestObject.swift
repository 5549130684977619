/// The Kubernetes object (or other document) that an occurrence stands in. One instance an object, shared by all of
/// its occurrences.
package final class ManifestObject: Sendable {
    package let file: String
    /// Zero-based position of the document in its file; documents that are empty or do not parse count.
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
