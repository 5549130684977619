package import SourceText

/// A place that reads like an image and was not taken for one, with the reason: for people who miss it in a list.
package struct RejectedCandidate: Sendable, Hashable {
    package let file: String
    package let position: SourcePosition
    package let kind: String?
    package let name: String?
    package let path: String
    package let text: String
    package let reason: String

    package init(
        file: String, position: SourcePosition, kind: String?, name: String?, path: String, text: String, reason: String
    ) {
        self.file = file
        self.position = position
        self.kind = kind
        self.name = name
        self.path = path
        self.text = text
        self.reason = reason
    }
}
