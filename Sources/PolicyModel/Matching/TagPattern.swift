/// A regular expression that a tag must match as a whole.
package final class TagPattern: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let regex: Compiled

    /// A compiled expression is never changed; the library has not said so yet.
    private struct Compiled: @unchecked Sendable {
        let value: Regex<AnyRegexOutput>
    }

    /// - Throws: what the library has to say about the expression.
    package init(_ text: String) throws {
        self.text = text
        self.regex = Compiled(value: try Regex(text))
    }

    package func matches(_ tag: String) -> Bool {
        // An expression that gives up on a tag does not allow it.
        (try? regex.value.wholeMatch(in: tag)) != nil
    }

    package var description: String { text }
    package static func == (left: TagPattern, right: TagPattern) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
