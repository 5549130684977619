/// 32 bytes; their order is that of their hexadecimal digits.
struct Bits256: Sendable, Hashable, Comparable {
    private let first, second, third, fourth: UInt64

    private init(_ word: (Int) -> UInt64) {
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }

    /// - Parameter bytes: 32.
    init(bytes: ArraySlice<UInt8>) {
        self.init { number in
            bytes.dropFirst(8 * number).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// Nil unless all are lower-case hexadecimal digits.
    ///
    /// - Parameter digits: 64.
    init?(digits: ArraySlice<UInt8>) {
        var strays = 0
        self.init { number in
            digits.dropFirst(16 * number).prefix(16).reduce(0) { word, digit in
                strays += digit.isLowercaseHexadecimal ? 0 : 1
                // The low half of a digit is its value, that of a letter nine less.
                return word << 4 | UInt64((digit & 0xF) + 9 * (digit >> 6))
            }
        }
        if strays > 0 { return nil }
    }

    /// Appends the first `count` digits, all of them where there are no more.
    func append(_ count: Int, to text: inout [UInt8]) {
        var rest = count
        for word in [first, second, third, fourth] {
            for shift in stride(from: 60, through: 0, by: -4) where rest > 0 {
                rest -= 1
                let digit = UInt8(word >> UInt64(shift) & 0xF)
                text.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
            }
        }
    }

    static func < (left: Bits256, right: Bits256) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
