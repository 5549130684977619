internal import Synchronization

/// The bytes of an input and its lines: a whole file, or a window of a longer stream. Offsets, ranges and line numbers
/// are those of the whole input in both cases.
package final class SourceFile: Sendable {
    /// The position in the input at which the bytes start.
    package struct Origin: Sendable, Hashable {
        package let offset: Int
        /// The number of line breaks before it.
        package let line: Int

        package init(offset: Int, line: Int) {
            self.offset = offset
            self.line = line
        }

        package static let start = Origin(offset: 0, line: 0)
    }

    /// The path for messages: as given by the user, or `<stdin>`.
    package let path: String
    package let bytes: [UInt8]
    package let origin: Origin
    /// The lines of `bytes` alone, without the origin. Computed on first use: most manifests from registries never need
    /// a position.
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

    /// The position in the input at which the bytes end.
    package var end: Origin {
        Origin(offset: origin.offset + bytes.count, line: origin.line + lines.lineCount - 1)
    }

    /// The 1-based numbers of the lines in `bytes`.
    package var lineNumbers: ClosedRange<Int> { origin.line + 1...origin.line + lines.lineCount }

    package func position(at offset: Int) -> SourcePosition {
        let local = lines.position(at: offset - origin.offset)
        return SourcePosition(line: origin.line + local.line, column: local.column)
    }

    /// The bytes of `range` as text, with invalid UTF-8 replaced.
    package func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range.lower - origin.offset..<range.upper - origin.offset], as: UTF8.self)
    }

    /// The text of a 1-based line, without its line break.
    package func text(ofLine line: Int) -> String { text(ofLine: line, limit: .max) }

    /// The first `limit` bytes of a 1-based line, without its line break.
    package func text(ofLine line: Int, limit: Int) -> String {
        guard lineNumbers.contains(line) else { return "" }
        let span = lines.range(ofLine: line - origin.line - 1)
        var range = bytes[span.lower..<span.upper].prefix(limit)
        while let last = range.last, last.isLineBreak { range.removeLast() }
        return String(decoding: range, as: UTF8.self)
    }

    /// The offset of the start of a 1-based line.
    package func start(ofLine line: Int) -> Int {
        origin.offset + lines.range(ofLine: line - origin.line - 1).lower
    }

    /// The offset of a position; nil if the file has no such position.
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
