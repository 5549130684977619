/// 32 bytes; their order is that of their hexadecimal digits.
struct Bits256: Sendable, Hashable, Comparable {
    private let first, second, third, fourth: UInt64

    /// - Parameter bytes: 32.
    init(bytes: Span<UInt8>) {
        first = Self.word(bytes, 0)
        second = Self.word(bytes, 8)
        third = Self.word(bytes, 16)
        fourth = Self.word(bytes, 24)
    }

    /// Nil unless all are lower-case hexadecimal digits.
    ///
    /// - Parameter digits: 64.
    init?(digits: Span<UInt8>) {
        var strays: UInt8 = 0
        first = Self.word(digits, 0, &strays)
        second = Self.word(digits, 16, &strays)
        third = Self.word(digits, 32, &strays)
        fourth = Self.word(digits, 48, &strays)
        if strays > 0 { return nil }
    }

    private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    private static func word(_ digits: Span<UInt8>, _ start: Int, _ strays: inout UInt8) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<start + 16 {
            let digit = digits[index]
            // The low half of a digit is its value, that of a letter nine less.
            let value = (digit & 0xF) &+ 9 &* (digit >> 6)
            // No branch: nobody can foretell which digit comes next.
            strays |= (value & 0xF0) | (digit ^ Self.digit(value))
            word = word << 4 | UInt64(value)
        }
        return word
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }

    /// Appends the 64 digits.
    func append(to text: inout [UInt8]) {
        text.append(addingCapacity: 64) { output in
            Self.append(first, to: &output)
            Self.append(second, to: &output)
            Self.append(third, to: &output)
            Self.append(fourth, to: &output)
        }
    }

    private static func append(_ word: UInt64, to output: inout OutputSpan<UInt8>) {
        for position in 1...16 {
            output.append(digit(UInt8(truncatingIfNeeded: word >> UInt64(64 - 4 * position)) & 0xF))
        }
    }

    static func < (left: Bits256, right: Bits256) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
