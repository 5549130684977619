internal import Glibc

/// The lines of a UTF-8 text. They end with LF, CRLF or CR, as in editors; libyaml also breaks lines at NEL, LS and PS,
/// so its line numbers are not used.
///
/// Few positions of a file are ever needed. Therefore only the line of every `stride`th byte is kept, and the lines
/// from there on are counted.
package final class LineIndex: Sendable {
    /// The line and column of an offset.
    private struct Place {
        /// Zero-based.
        var line = 0
        /// The offset of the start of the line.
        var start = 0
        /// The number of Unicode scalars of the line before the offset.
        var column = 0
    }

    private static let stride = 1024

    private let bytes: [UInt8]
    private let ends: LineEnds
    private let places: [Place]
    package let lineCount: Int

    package init(_ bytes: [UInt8]) {
        let ends = LineEnds(bytes)
        var places: [Place] = []
        places.reserveCapacity(bytes.count / Self.stride + 1)
        var place = Place()
        for offset in Swift.stride(from: 0, through: bytes.count, by: Self.stride) {
            places.append(place)
            place = Self.advance(place, from: offset, to: min(offset + Self.stride, bytes.count), bytes, ends)
        }
        self.bytes = bytes
        self.ends = ends
        self.places = places
        lineCount = place.line + 1
    }

    /// The range of a zero-based line, including its line break.
    package func range(ofLine line: Int) -> ByteRange {
        ByteRange(start(ofLine: line), line + 1 < lineCount ? start(ofLine: line + 1) : bytes.count)
    }

    /// The position of the byte at `offset`. A byte-order mark at the start does not count as a column.
    package func position(at offset: Int) -> SourcePosition {
        let place = place(at: offset)
        let hasMark = place.line == 0 && offset >= 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
        return SourcePosition(line: place.line + 1, column: place.column + (hasMark ? 0 : 1))
    }

    private func place(at offset: Int) -> Place {
        let known = offset / Self.stride
        return Self.advance(places[known], from: known * Self.stride, to: offset, bytes, ends)
    }

    /// The place of `upper`, given the place of `lower`.
    private static func advance(
        _ place: Place, from lower: Int, to upper: Int, _ bytes: [UInt8], _ ends: LineEnds
    ) -> Place {
        var place = place
        let passed = ends.count(from: lower, to: upper)
        if passed > 0 {
            place.line += passed
            place.start = upper
            while !ends.contain(place.start - 1) { place.start -= 1 }
            place.column = 0
        }
        for byte in bytes[max(place.start, lower)..<upper] where byte & 0xC0 != 0x80 { place.column += 1 }
        return place
    }

    private func start(ofLine line: Int) -> Int {
        if line == 0 { return 0 }
        var low = 0
        var high = places.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if places[middle].line < line { low = middle } else { high = middle }
        }
        var missing = line - places[low].line
        var offset = low * Self.stride
        while offset + LineEnds.block <= bytes.count {
            let passed = ends.count(from: offset, to: offset + LineEnds.block)
            if passed >= missing { break }
            missing -= passed
            offset += LineEnds.block
        }
        while missing > 0, offset < bytes.count {
            if ends.contain(offset) { missing -= 1 }
            offset += 1
        }
        return offset
    }
}

/// The last bytes of a text's lines: LF, and CR unless LF follows.
struct LineEnds {
    /// The number of bytes that one vectorised loop counts.
    static let block = 128

    private let bytes: [UInt8]
    /// Whether some lines end with CR alone.
    private let hasLoneReturns: Bool

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        hasLoneReturns = unsafe bytes.withUnsafeBytes { unsafe Self.hasLoneReturn(in: $0) }
    }

    func contain(_ offset: Int) -> Bool {
        switch bytes[offset] {
        case 0x0A: true
        case 0x0D: offset + 1 == bytes.count || bytes[offset + 1] != 0x0A
        default: false
        }
    }

    func count(from lower: Int, to upper: Int) -> Int {
        if hasLoneReturns { return (lower..<upper).reduce(0) { $0 + (contain($1) ? 1 : 0) } }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe Self.lineFeeds(in: UnsafeBufferPointer(rebasing: bytes[lower..<upper]))
        }
    }

    private static func hasLoneReturn(in bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        // SAFETY: `memchr` reads only the bytes of the buffer after `offset`, and returns a pointer into them.
        while offset < bytes.count, let base = bytes.baseAddress,
            let found = unsafe memchr(base + offset, 0x0D, bytes.count - offset)
        {
            offset = unsafe base.distance(to: found) + 1
            if unsafe offset == bytes.count || bytes[offset] != 0x0A { return true }
        }
        return false
    }

    /// Runs over every byte of an input. Without branches, the compiler vectorises the inner loop.
    private static func lineFeeds(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var offset = 0
        while offset + block <= bytes.count {
            var feeds: UInt8 = 0
            for place in 0..<block {
                let difference = unsafe bytes[offset &+ place] ^ 0x0A
                // Subtracting one sets the highest bit of zero, and of no other byte in which it is clear.
                feeds &+= ((difference &- 1) & ~difference) >> 7
            }
            count += Int(feeds)
            offset += block
        }
        while offset < bytes.count {
            if unsafe bytes[offset] == 0x0A { count += 1 }
            offset += 1
        }
        return count
    }
}
