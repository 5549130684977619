/// Eight bytes of a text, the first in the lowest bits, with zeros after the end of the text. Tested as a whole: every
/// scalar of an input is searched for a few bytes, and hardly any has them.
public struct ByteBlock {
    public static let size = 8

    @usableFromInline let bits: UInt64

    @inlinable
    init(bits: UInt64) {
        self.bits = bits
    }

    /// Sets the highest bit of each byte that equals `byte`, which must not be zero.
    @inlinable
    public func hits(_ byte: UInt8) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        // Adding carries into the highest bit unless the low bits of the byte are zero, and never out of the byte.
        return ~(((difference & low) &+ low) | difference | low)
    }

    /// Not zero if a byte equals `byte`, which must not be zero; the lowest bit that is set is in the first of them.
    /// Faster than `hits`.
    @inlinable
    public func signals(_ byte: UInt8) -> UInt64 {
        let difference = bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        // Only a match borrows from the byte above it.
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    /// Not zero if a byte is a control character or beyond ASCII; the lowest bit that is set is in the first of them.
    @inlinable
    var signalsNonPrintable: UInt64 { ((bits &- 0x2020_2020_2020_2020) | bits) & 0x8080_8080_8080_8080 }

    /// Not zero if a byte differs from `byte`; the lowest bit that is set is in the first of them.
    @inlinable
    public func differences(_ byte: UInt8) -> UInt64 { bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101) }

    /// The block with upper-case letters as lower-case ones. Other bytes change, too, but do not become letters.
    @inlinable public var folded: ByteBlock { ByteBlock(bits: bits | 0x2020_2020_2020_2020) }
}
