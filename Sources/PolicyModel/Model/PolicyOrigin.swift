package import SourceText

/// The place in a policy file where something is said.
package struct PolicyOrigin: Sendable, Hashable {
    package let file: String
    package let position: SourcePosition

    package init(file: String, position: SourcePosition) {
        self.file = file
        self.position = position
    }
}
