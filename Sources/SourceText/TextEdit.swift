/// The replacement of some bytes of a file.
package struct TextEdit: Sendable, Hashable {
    package let range: ByteRange
    package let replacement: [UInt8]

    package init(range: ByteRange, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// `bytes` with all edits made in one pass; nil when two of them overlap or one lies outside.
    package static func apply(_ edits: [TextEdit], to bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for edit in edits.sorted(by: { $0.range < $1.range }) {
            guard edit.range.lower >= position, edit.range.upper >= edit.range.lower, edit.range.upper <= bytes.count
            else { return nil }
            result += bytes[position..<edit.range.lower]
            result += edit.replacement
            position = edit.range.upper
        }
        return result + bytes[position...]
    }
}
