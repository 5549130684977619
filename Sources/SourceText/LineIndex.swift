internal import Glibc

/// Line starts of a UTF-8 text. Lines end with LF, CRLF or CR as in editors; libyaml also breaks at NEL, LS and PS,
/// which is why its line numbers are not used.
package final class LineIndex: Sendable {
    private let starts: [Int]
    /// Of each line that is longer than `stride`, how many characters stand before every `stride`th byte of it: without
    /// that, the columns of a minified file would take time quadratic in its size.
    private let longLines: [Int: [Int]]

    private static let stride = 4096

    package init(_ bytes: [UInt8]) {
        let starts = unsafe bytes.withUnsafeBytes { unsafe Self.starts(in: $0) }
        self.starts = starts
        var longLines: [Int: [Int]] = [:]
        for line in starts.indices {
            let end = line + 1 < starts.count ? starts[line + 1] : bytes.count
            if end - starts[line] > Self.stride { longLines[line] = Self.characterCounts(bytes[starts[line]..<end]) }
        }
        self.longLines = longLines
    }

    /// Every byte of an input comes by here, so `memchr` does the looking.
    private static func starts(in bytes: UnsafeRawBufferPointer) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(bytes.count / 24 + 1)
        var offset = 0
        while let newline = unsafe next(0x0A, in: bytes, from: offset) {
            offset = newline + 1
            starts.append(offset)
        }
        var returns: [Int] = []
        offset = 0
        while let found = unsafe next(0x0D, in: bytes, from: offset) {
            offset = found + 1
            if unsafe offset == bytes.count || bytes[offset] != 0x0A { returns.append(offset) }
        }
        return returns.isEmpty ? starts : (starts + returns).sorted()
    }

    private static func next(_ byte: Int32, in bytes: UnsafeRawBufferPointer, from offset: Int) -> Int? {
        // SAFETY: no more bytes are looked at than the buffer has after `offset`, and the pointer found is in it.
        guard offset < bytes.count, let base = bytes.baseAddress,
            let found = unsafe memchr(base + offset, byte, bytes.count - offset)
        else { return nil }
        return unsafe base.distance(to: found)
    }

    private static func characterCounts(_ line: ArraySlice<UInt8>) -> [Int] {
        var counts: [Int] = []
        var count = 0
        for (offset, byte) in line.enumerated() {
            if offset % stride == 0 { counts.append(count) }
            if byte & 0xC0 != 0x80 { count += 1 }
        }
        return counts
    }

    package var lineCount: Int { starts.count }

    /// Offsets at which lines start, in order; the first is 0.
    package var lineStarts: [Int] { starts }

    /// Zero-based line that holds the byte at `offset`.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a zero-based line, its line break included.
    package func range(ofLine line: Int, in count: Int) -> ByteRange {
        ByteRange(starts[line], line + 1 < starts.count ? starts[line + 1] : count)
    }

    /// The position of the byte at `offset` in `bytes`, the text that the index was made from. A byte-order mark at
    /// the start takes no column.
    package func position(at offset: Int, in bytes: [UInt8]) -> SourcePosition {
        let line = line(at: offset)
        let start = starts[line]
        var column = 1
        var counted = start
        if let counts = longLines[line] {
            let checkpoint = (offset - start) / Self.stride
            column += counts[checkpoint]
            counted += checkpoint * Self.stride
        }
        for byte in bytes[counted..<offset] where byte & 0xC0 != 0x80 { column += 1 }
        if line == 0, offset >= 3, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { column -= 1 }
        return SourcePosition(line: line + 1, column: column)
    }
}
