/// Line starts of a UTF-8 text. Lines end with LF, CRLF or CR as in editors; libyaml also breaks at NEL, LS and PS,
/// which is why its line numbers are not used.
package struct LineIndex: Sendable {
    private let starts: [Int]
    /// Of each line that is longer than `stride`, how many characters stand before every `stride`th byte of it: without
    /// that, the columns of a minified file would take time quadratic in its size.
    private let longLines: [Int: [Int]]

    private static let stride = 4096

    package init(_ bytes: [UInt8]) {
        var starts = [0]
        var offset = 0
        let count = bytes.count
        while offset < count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && (offset == count || bytes[offset] != 0x0A))
            {
                starts.append(offset)
            }
        }
        self.starts = starts
        var longLines: [Int: [Int]] = [:]
        for (line, start) in starts.enumerated() {
            let end = line + 1 < starts.count ? starts[line + 1] : count
            if end - start > Self.stride { longLines[line] = Self.characterCounts(bytes[start..<end]) }
        }
        self.longLines = longLines
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
