/// One input as it was read: immutable bytes and where their lines start.
package final class SourceFile: Sendable {
    /// As people are to see it: the path that they gave, or `<stdin>`.
    package let path: String
    package let bytes: [UInt8]
    package let lines: LineIndex

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        self.lines = LineIndex(bytes)
    }

    package convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    package func position(at offset: Int) -> SourcePosition { lines.position(at: offset, in: bytes) }

    /// The bytes of `range` as text; what is no UTF-8 is replaced.
    package func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
    }

    /// A 1-based line without its line break, for messages that show it.
    package func text(ofLine line: Int) -> String {
        guard line >= 1, line <= lines.lineCount else { return "" }
        var range = bytes[...]
        let span = lines.range(ofLine: line - 1, in: bytes.count)
        range = bytes[span.lower..<span.upper]
        while let last = range.last, last == 0x0A || last == 0x0D { range.removeLast() }
        return String(decoding: range, as: UTF8.self)
    }
}
