/// A position for people: 1-based line, 1-based column in Unicode scalars.
package struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A half-open range of byte offsets in a file. The initializer is inlinable because every node of a document has one.
public struct ByteRange: Sendable, Hashable, Comparable {
    public let lower: Int
    public let upper: Int

    @inlinable
    public init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    package var count: Int { upper - lower }
    package var isEmpty: Bool { upper == lower }

    package func overlaps(_ other: ByteRange) -> Bool { lower < other.upper && other.lower < upper }

    public static func < (left: ByteRange, right: ByteRange) -> Bool {
        (left.lower, left.upper) < (right.lower, right.upper)
    }
}

/// How a scalar is written in its file: as a style of YAML, or as JSON.
public enum ScalarStyle: String, Sendable, Hashable {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal
    case folded
    /// A JSON string, whose escapes differ from those of a double-quoted YAML scalar.
    case json
}
