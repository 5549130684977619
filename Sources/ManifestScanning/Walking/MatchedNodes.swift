/// Nodes of a document that a matcher has taken, by their indices. A set of bits: nearly every value is asked about.
struct MatchedNodes {
    private var bits: [UInt64] = []

    func contains(_ index: Int) -> Bool {
        index >> 6 < bits.count && bits[index >> 6] & 1 << UInt64(index & 63) != 0
    }

    mutating func insert(_ index: Int) {
        if index >> 6 >= bits.count { bits += repeatElement(0, count: index >> 6 + 1 - bits.count) }
        bits[index >> 6] |= 1 << UInt64(index & 63)
    }
}
