internal import Glibc

/// The last bytes of a text's lines: LF, and CR where no LF follows.
struct LineEnds {
    /// How many bytes are quickly counted together.
    static let block = 128

    private let bytes: [UInt8]
    /// Whether lines end at more than LF.
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
        // SAFETY: no more bytes are looked at than the buffer has after `offset`, and the pointer found is in it.
        while offset < bytes.count, let base = bytes.baseAddress,
            let found = unsafe memchr(base + offset, 0x0D, bytes.count - offset)
        {
            offset = unsafe base.distance(to: found) + 1
            if unsafe offset == bytes.count || bytes[offset] != 0x0A { return true }
        }
        return false
    }

    /// Every byte of an input comes by here: without a branch in it, the compiler makes vector instructions of the inner
    /// loop.
    private static func lineFeeds(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var offset = 0
        while offset + block <= bytes.count {
            var feeds: UInt8 = 0
            for place in 0..<block {
                let difference = unsafe bytes[offset &+ place] ^ 0x0A
                // Taking one away sets the highest bit of zero, and of nothing else that has it clear.
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
