/// 64-bit FNV-1a, for fingerprints: equal on every machine and in every run, unlike Swift's hashing. Not cryptographic.
package struct StableHash: Sendable {
    private var state: UInt64

    package init(seed: UInt64 = 0xCBF2_9CE4_8422_2325) {
        self.state = seed
    }

    /// Adds one field, with a separator.
    package mutating func combine(_ field: String) {
        let bytes = field.utf8Span.span
        for index in bytes.indices { combine(bytes[index]) }
        // UTF-8 never contains this byte.
        combine(0xFF)
    }

    /// Sixteen lower-case hexadecimal digits.
    package var hex: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private mutating func combine(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
