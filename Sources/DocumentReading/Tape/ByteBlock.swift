/// Eight bytes of a text at once, the first in the lowest bits; zeros where the text ends before.
///
/// Every scalar of a fleet is looked through for a few bytes, and hardly any holds them.
package struct ByteBlock {
    package static let size = 8

    @usableFromInline let bits: UInt64

    @inlinable
    init(bits: UInt64) {
        self.bits = bits
    }

    /// The highest bit of each byte that is `byte`, which must not be zero.
    @inlinable
    package func hits(_ byte: UInt8) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        // Adding carries into the highest bit unless the low bits of the byte are zero, and never out of the byte.
        return ~(((difference & low) &+ low) | difference | low)
    }

    /// Whether `byte`, which must not be zero, is among them: not zero if so. Quicker than `hits`.
    @inlinable
    package func signals(_ byte: UInt8) -> UInt64 {
        let difference = bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        // Borrows from the byte above only where there is a hit below.
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    /// Not zero if there is a control character or a byte beyond ASCII among them.
    @inlinable
    var signalsNoPrintableASCII: UInt64 { ((bits &- 0x2020_2020_2020_2020) | bits) & 0x8080_8080_8080_8080 }

    /// Not zero if a byte is not `byte`; the lowest bit that is set is in the first of them.
    @inlinable
    package func differences(_ byte: UInt8) -> UInt64 { bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101) }

    /// The same text with its upper-case letters as lower-case ones; what else changes is no letter after that either.
    @inlinable package var folded: ByteBlock { ByteBlock(bits: bits | 0x2020_2020_2020_2020) }
}
