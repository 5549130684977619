/// The byte classes of the grammars that polyarch reads, all of them ASCII. Every module uses these and defines none of
/// its own. Other modules test every byte of an input with them, so they must be inlined there: that takes `public`, for
/// Swift 6.3 accepts `@inlinable package` and still makes calls of it.
extension UInt8 {
    @inlinable public var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable public var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable public var isUppercaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable public var isLetter: Bool { isLowercaseLetter || isUppercaseLetter }
    @inlinable public var isLowercaseAlphanumeric: Bool { isLowercaseLetter || isDigit }
    @inlinable public var isAlphanumeric: Bool { isLowercaseAlphanumeric || isUppercaseLetter }
    @inlinable public var isLowercaseHexadecimal: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    @inlinable public var isHexadecimal: Bool { isLowercaseHexadecimal || (self >= 0x41 && self <= 0x46) }

    /// Space or tab.
    @inlinable public var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Line feed or carriage return.
    @inlinable public var isLineBreak: Bool { self == 0x0A || self == 0x0D }
    /// White space in JSON and between YAML tokens.
    @inlinable public var isSpace: Bool { isBlank || isLineBreak }
    /// An ASCII control character, tab included.
    @inlinable public var isControl: Bool { self < 0x20 || self == 0x7F }
    /// An ASCII character with a glyph of its own, which a space has not.
    @inlinable public var isVisibleASCII: Bool { self > 0x20 && self < 0x7F }

    /// A character of an HTTP token (RFC 9110, section 5.6.2).
    @inlinable public var isToken: Bool {
        switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: isAlphanumeric
        }
    }

    /// The lower-case form of an upper-case letter; every other byte unchanged.
    @inlinable public var lowercased: UInt8 { isUppercaseLetter ? self | 0x20 : self }
}
