internal import SourceText

/// What a plain scalar means by YAML's core schema (YAML 1.2.2, section 10.3), with the spellings of booleans and null
/// that Kubernetes' decoder shares with it. Quoted scalars are strings.
extension TreeNode {
    package var isNull: Bool {
        guard isPlain, let text else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var bool: Bool? {
        guard isPlain, let text else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// A decimal integer in plain digits; octal and hexadecimal spellings are none.
    package var integer: Int? {
        guard isPlain else { return nil }
        let bytes = bytes
        var digits = bytes[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        guard let first = digits.first, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            digits.count == 1 || first != UInt8(ascii: "0")
        else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    /// A scalar that decoders take as a string: quoted, or plain and no null, boolean or number.
    package var string: String? {
        guard isScalar, let text else { return nil }
        if isPlain, isNull || bool != nil || isNumber(text) { return nil }
        return text
    }

    /// The same without making a string of it.
    package var stringBytes: ScalarBytes? { isScalar && (!isPlain || string != nil) ? bytes : nil }

    private var isPlain: Bool { isScalar && style == .plain && !hasTag }

    private func isNumber(_ text: String) -> Bool {
        if integer != nil { return true }
        guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }),
            first == UInt8(ascii: ".") || (first >= 0x30 && first <= 0x39)
        else { return false }
        if text.hasPrefix("0x") || text.hasPrefix("0o") {
            return Int(text.dropFirst(2), radix: text.hasPrefix("0x") ? 16 : 8) != nil
        }
        return Double(text) != nil
    }
}
