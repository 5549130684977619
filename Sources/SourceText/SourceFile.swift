internal import Synchronization

/// Bytes of one input as they were read, and where their lines start: a whole file, or a window of a longer stream.
/// Offsets, ranges and lines are those of the whole input either way.
package final class SourceFile: Sendable {
    /// How much of the input stands before the bytes.
    package struct Origin: Sendable, Hashable {
        package let offset: Int
        /// The number of line breaks.
        package let line: Int

        package init(offset: Int, line: Int) {
            self.offset = offset
            self.line = line
        }

        package static let start = Origin(offset: 0, line: 0)
    }

    /// As people are to see it: the path that they gave, or `<stdin>`.
    package let path: String
    package let bytes: [UInt8]
    package let origin: Origin
    /// Lines of `bytes`, which know nothing of the origin. Found when somebody asks: of what registries send, hardly any
    /// position is ever needed.
    package var lines: LineIndex {
        if let known = foundLines.load() { return known }
        return foundLines.storeIfNil(LineIndex(bytes))
    }
    private let foundLines = AtomicLazyReference<LineIndex>()

    package init(path: String, bytes: [UInt8], origin: Origin = .start) {
        self.path = path
        self.bytes = bytes
        self.origin = origin
    }

    package convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// Where the bytes end in the input.
    package var end: Origin {
        Origin(offset: origin.offset + bytes.count, line: origin.line + lines.lineCount - 1)
    }

    /// The 1-based lines that the bytes hold.
    package var lineNumbers: ClosedRange<Int> { origin.line + 1...origin.line + lines.lineCount }

    package func position(at offset: Int) -> SourcePosition {
        let local = lines.position(at: offset - origin.offset)
        return SourcePosition(line: origin.line + local.line, column: local.column)
    }

    /// The bytes of `range` as text; what is no UTF-8 is replaced.
    package func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range.lower - origin.offset..<range.upper - origin.offset], as: UTF8.self)
    }

    /// A 1-based line without its line break, for messages that show it.
    package func text(ofLine line: Int) -> String { text(ofLine: line, limit: .max) }

    /// The same for the first `limit` bytes of the line.
    package func text(ofLine line: Int, limit: Int) -> String {
        guard lineNumbers.contains(line) else { return "" }
        let span = lines.range(ofLine: line - origin.line - 1)
        var range = bytes[span.lower..<span.upper].prefix(limit)
        while let last = range.last, last == 0x0A || last == 0x0D { range.removeLast() }
        return String(decoding: range, as: UTF8.self)
    }

    /// The offset at which a 1-based line starts.
    package func start(ofLine line: Int) -> Int {
        origin.offset + lines.range(ofLine: line - origin.line - 1).lower
    }

    /// The offset of a place in the file; nil where there is none.
    package func offset(of position: SourcePosition) -> Int? {
        guard lineNumbers.contains(position.line) else { return nil }
        var column = 1
        var offset = start(ofLine: position.line) - origin.offset
        if origin.offset + offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while offset < bytes.count, column < position.column || bytes[offset] & 0xC0 == 0x80 {
            offset += 1
            if offset < bytes.count, bytes[offset] & 0xC0 != 0x80 { column += 1 }
        }
        return column == position.column ? origin.offset + offset : nil
    }
}
