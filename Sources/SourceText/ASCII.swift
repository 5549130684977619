/// The byte classes of the grammars that polyarch reads, all of them ASCII. Every module uses these and defines none of
/// its own. Inlinable, because other modules test every byte of an input with them.
extension UInt8 {
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable package var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable package var isUppercaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable package var isLetter: Bool { isLowercaseLetter || isUppercaseLetter }
    @inlinable package var isLowercaseAlphanumeric: Bool { isLowercaseLetter || isDigit }
    @inlinable package var isAlphanumeric: Bool { isLowercaseAlphanumeric || isUppercaseLetter }
    @inlinable package var isLowercaseHexadecimal: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    @inlinable package var isHexadecimal: Bool { isLowercaseHexadecimal || (self >= 0x41 && self <= 0x46) }

    /// Space or tab.
    @inlinable package var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Line feed or carriage return.
    @inlinable package var isLineBreak: Bool { self == 0x0A || self == 0x0D }
    /// White space in JSON and between YAML tokens.
    @inlinable package var isSpace: Bool { isBlank || isLineBreak }
    /// An ASCII control character, tab included.
    @inlinable package var isControl: Bool { self < 0x20 || self == 0x7F }
    /// An ASCII character with a glyph of its own, which a space has not.
    @inlinable package var isVisibleASCII: Bool { self > 0x20 && self < 0x7F }

    /// A character of an HTTP token (RFC 9110, section 5.6.2).
    @inlinable package var isToken: Bool {
        switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: isAlphanumeric
        }
    }

    /// The lower-case form of an upper-case letter; every other byte unchanged.
    @inlinable package var lowercased: UInt8 { isUppercaseLetter ? self | 0x20 : self }
}
