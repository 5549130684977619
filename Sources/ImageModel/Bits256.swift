/// 32 bytes, ordered like their hexadecimal digits.
struct Bits256: Sendable, Hashable, Comparable {
    private let first, second, third, fourth: UInt64

    /// - Parameter bytes: 32 bytes.
    init(bytes: Span<UInt8>) {
        first = Self.word(bytes, 0)
        second = Self.word(bytes, 8)
        third = Self.word(bytes, 16)
        fourth = Self.word(bytes, 24)
    }

    /// Nil unless all digits are lower-case hexadecimal.
    ///
    /// - Parameter digits: 64 digits.
    init?(digits: Span<UInt8>) {
        var invalidBits: UInt64 = 0
        first = Self.word(digits, 0, &invalidBits)
        second = Self.word(digits, 16, &invalidBits)
        third = Self.word(digits, 32, &invalidBits)
        fourth = Self.word(digits, 48, &invalidBits)
        if invalidBits > 0 { return nil }
    }

    private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    private static func word(_ digits: Span<UInt8>, _ start: Int, _ invalidBits: inout UInt64) -> UInt64 {
        let upper = value(of: word(digits, start), &invalidBits)
        return upper << 32 | value(of: word(digits, start + 8), &invalidBits)
    }

    /// The value of eight hexadecimal digits. Sets bits of `invalidBits` if one of them is not a digit.
    private static func value(of digits: UInt64, _ invalidBits: inout UInt64) -> UInt64 {
        // The low half of `0` to `9` is the value; that of `a` to `f` is nine less.
        let letters = digits >> 6 & each(0x01)
        var value = (digits & each(0x0F)) &+ 9 &* letters
        invalidBits |= (value & each(0xF0)) | (digits ^ Self.digits(value))
        // From one byte per digit to half a byte.
        value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
        value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
        return (value | value >> 16) & 0xFFFF_FFFF
    }

    /// The hexadecimal digits of eight values below 16, one in each byte.
    private static func digits(_ values: UInt64) -> UInt64 {
        let letters = (values &+ each(6)) >> 4 & each(0x01)
        return values &+ each(UInt8(ascii: "0")) &+ letters &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
    }

    /// Eight equal bytes.
    private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// Appends the 64 hexadecimal digits.
    func append(to text: inout [UInt8]) {
        text.append(addingCapacity: 64) { output in
            Self.append(first, to: &output)
            Self.append(second, to: &output)
            Self.append(third, to: &output)
            Self.append(fourth, to: &output)
        }
    }

    private static func append(_ word: UInt64, to output: inout OutputSpan<UInt8>) {
        append(half: word >> 32, to: &output)
        append(half: word & 0xFFFF_FFFF, to: &output)
    }

    private static func append(half: UInt64, to output: inout OutputSpan<UInt8>) {
        var values = (half | half << 16) & 0x0000_FFFF_0000_FFFF
        values = (values | values << 8) & 0x00FF_00FF_00FF_00FF
        values = (values | values << 4) & each(0x0F)
        let digits = digits(values)
        for position in 1...8 { output.append(UInt8(truncatingIfNeeded: digits >> UInt64(64 - 8 * position))) }
    }

    static func < (left: Bits256, right: Bits256) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
