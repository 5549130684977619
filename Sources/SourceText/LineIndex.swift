/// Line starts of a UTF-8 text. Lines end with LF, CRLF or CR as in editors; libyaml also breaks at NEL, LS and PS,
/// which is why its line numbers are not used.
package struct LineIndex: Sendable {
    private let starts: [Int]

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
        var start = starts[line]
        if line == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, offset) }
        var column = 1
        for byte in bytes[start..<max(start, offset)] where byte & 0xC0 != 0x80 { column += 1 }
        return SourcePosition(line: line + 1, column: column)
    }
}
