/// A number of bytes such as `512`, `64K`, `16M` or `2G`, in powers of 1024.
package struct ByteCount: Sendable, Hashable, CustomStringConvertible {
    package let bytes: Int

    package init(bytes: Int) {
        self.bytes = bytes
    }

    /// - Parameter unit: bytes that a number without a suffix counts.
    package init?(_ text: String, unit: Int = 1) {
        let shift: Int? =
            switch text.utf8.last {
            case UInt8(ascii: "K"), UInt8(ascii: "k"): 10
            case UInt8(ascii: "M"), UInt8(ascii: "m"): 20
            case UInt8(ascii: "G"), UInt8(ascii: "g"): 30
            default: nil
            }
        let digits = shift == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), number >= 0, digits.utf8.first != UInt8(ascii: "+") else { return nil }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: shift.map { 1 << $0 } ?? unit)
        if overflows { return nil }
        self.bytes = bytes
    }

    /// With the largest suffix that divides it.
    package var description: String {
        for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)] where bytes & (1 << shift - 1) == 0 && bytes > 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
