/// A text that must not be shown. Interpolating, printing or dumping it shows a placeholder.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself; asked for only where it is sent.
    let exposed: String

    package init(_ text: String) {
        self.exposed = text
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
