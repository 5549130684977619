internal import SourceText

/// Finds where the documents of a YAML stream begin, without parsing: at a `---` at the start of a line, followed by
/// white space, or at the directives before it if a line `...` precedes them. libyaml never reads `---` and `...` there
/// as content, so a document is never cut in two. Without a `...`, a line with `%` may belong to a scalar; then there
/// is no cut.
///
/// A cut only depends on the lines right before it, so a stream is cut at the same places in windows of any size.
enum DocumentBoundaries {
    /// The offsets in `file`'s bytes of its pieces, the first of which is 0, and of the document markers. Usually a
    /// piece has one document; only the first piece of an input may have none.
    static func cuts(in file: SourceFile) -> (starts: [Int], markers: [Int]) {
        var starts = [0]
        var markers: [Int] = []
        let first = file.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        if isMarker(at: first, in: file.bytes) { markers.append(first) }
        for block in stride(from: 0, to: file.bytes.count, by: blockSize) where mayHoldMarker(block, file.bytes) {
            for end in block..<min(block + blockSize, file.bytes.count) where file.bytes[end].isLineBreak {
                let offset = end + 1
                guard isMarker(at: offset, in: file.bytes) else { continue }
                markers.append(offset)
                if let start = cut(before: offset, in: file.bytes), let last = starts.last, start > last {
                    starts.append(start)
                }
            }
        }
        return (starts, markers)
    }

    private static let blockSize = 32

    /// Whether a line that begins with a dash may start in this block. This runs over every byte of an input; without
    /// branches, the compiler vectorises the loop.
    private static func mayHoldMarker(_ block: Int, _ bytes: [UInt8]) -> Bool {
        // The loop also reads the byte after the block.
        guard block + blockSize < bytes.count else { return true }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            var hits: UInt8 = 0
            for place in 0..<blockSize {
                let (byte, next) = unsafe (bytes[block &+ place], bytes[block &+ place &+ 1])
                hits |= (byte &- 0x0A <= 0x0D - 0x0A ? 1 : 0) & (next == UInt8(ascii: "-") ? 1 : 0)
            }
            return hits != 0
        }
    }

    /// The last place at which `bytes`, which start at a piece, can be cut; nil if they are all of one document.
    static func lastCut(in bytes: [UInt8]) -> Int? {
        var offset = bytes.count - 4
        while offset > 0 {
            if bytes[offset] == UInt8(ascii: "-"), bytes[offset - 1].isLineBreak, isMarker(at: offset, in: bytes) {
                if let start = cut(before: offset, in: bytes), start > 0 { return start }
            }
            offset -= 1
        }
        return nil
    }

    /// The first place, not before `first`, at which `bytes` can be cut.
    static func firstCut(in bytes: [UInt8], from first: Int) -> Int? {
        var offset = 0
        while offset + 4 <= bytes.count {
            if bytes[offset] == UInt8(ascii: "-"), offset == 0 || bytes[offset - 1].isLineBreak,
                isMarker(at: offset, in: bytes)
            {
                if let start = cut(before: offset, in: bytes), start >= first { return start }
            }
            offset += 1
        }
        return nil
    }

    /// The first place at which `bytes`, which have no cut, might be cut once more bytes are known.
    static func nextPossibleCut(after bytes: [UInt8]) -> Int {
        // A CR at the end may be the first half of a CRLF.
        var lastLine = bytes.last == 0x0D ? bytes.count - 1 : bytes.count
        while lastLine > 0, !bytes[lastLine - 1].isLineBreak { lastLine -= 1 }
        return cut(before: lastLine, in: bytes) ?? lastLine
    }

    /// Whether the bytes are only blank lines and comments (and directives), so not a document.
    static func isVoid(_ bytes: ArraySlice<UInt8>, orDirectives: Bool = false) -> Bool {
        var rest = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes
        while let first = rest.firstIndex(where: { !$0.isSpace }) {
            let isDirective =
                orDirectives && rest[first] == UInt8(ascii: "%")
                && (first == rest.startIndex || rest[first - 1].isLineBreak)
            guard rest[first] == UInt8(ascii: "#") || isDirective else { return false }
            rest = rest[first...].drop { !$0.isLineBreak }
        }
        return true
    }

    /// The part of a piece after the document marker at its start.
    static func skippingMarker(at piece: ByteRange, in bytes: [UInt8]) -> ByteRange {
        isMarker(at: piece.lower, in: bytes) ? ByteRange(piece.lower + 3, piece.upper) : piece
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func isMarker(at offset: Int, of byte: UInt8 = UInt8(ascii: "-"), in bytes: [UInt8]) -> Bool {
        guard offset + 3 <= bytes.count, bytes[offset] == byte, bytes[offset + 1] == byte, bytes[offset + 2] == byte
        else { return false }
        return offset + 3 == bytes.count || bytes[offset + 3].isSpace
    }

    /// Where to cut before a marker and its directives, with comments and blank lines between them; nil if the lines
    /// before may belong to a scalar.
    private static func cut(before marker: Int, in bytes: [UInt8]) -> Int? {
        var start = marker
        var end = marker
        while end > 0 {
            var lineStart = end - 1
            while lineStart > 0, !bytes[lineStart - 1].isLineBreak { lineStart -= 1 }
            let content = bytes[lineStart..<end].starts(with: byteOrderMark) ? lineStart + 3 : lineStart
            if content < end, bytes[content] == UInt8(ascii: "%") {
                start = lineStart
            } else if !isVoid(bytes[lineStart..<end]) {
                return start == marker || isMarker(at: lineStart, of: UInt8(ascii: "."), in: bytes) ? start : nil
            }
            end = lineStart
        }
        return start
    }
}
