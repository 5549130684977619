internal import SourceText

/// How plain scalars that YAML takes for numbers change on their way through Helm's and Kubernetes' decoders, which keep
/// numbers as 64-bit floating point.
enum YAMLNumber {
    /// Whether the text is a number that is not written back unchanged.
    static func changes(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isDigit || "+-.".utf8.contains(first) else {
            return false
        }
        let isDecimal = text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
        guard isDecimal else {
            // Hexadecimal, octal, exponents, underscores between digits.
            let plain = text.filter { $0 != "_" }
            return Double(plain) != nil || (plain.hasPrefix("0o") && Int(plain.dropFirst(2), radix: 8) != nil)
                || (plain.hasPrefix("0b") && Int(plain.dropFirst(2), radix: 2) != nil)
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, text != "." else { return false }
        // From a million on, Go writes an exponent.
        if parts[0].isEmpty || (parts[0].count > 1 && parts[0].hasPrefix("0")) || parts[0].count > 6 { return true }
        return parts.count == 2 && (parts[1].isEmpty || parts[1].hasSuffix("0") || parts[1].count > 10)
    }
}
