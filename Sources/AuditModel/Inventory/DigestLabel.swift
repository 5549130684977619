package import SourceText

/// A label, or a selector of labels, whose value holds a digest and is none that the API server takes.
package struct DigestLabel: Sendable {
    package let object: ManifestObject
    package let name: String
    package let value: String
    package let position: SourcePosition
    package let path: String

    package init(object: ManifestObject, name: String, value: String, position: SourcePosition, path: String) {
        self.object = object
        self.name = name
        self.value = value
        self.position = position
        self.path = path
    }
}
