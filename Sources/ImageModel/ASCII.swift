/// Byte classes of the grammars read here; all of them are ASCII by definition.
extension UInt8 {
    package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    package var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    package var isUppercaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    package var isLowercaseAlphanumeric: Bool { isLowercaseLetter || isDigit }
    package var isAlphanumeric: Bool { isLowercaseAlphanumeric || isUppercaseLetter }
    package var isLowercaseHexadecimal: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    package var isHexadecimal: Bool { isLowercaseHexadecimal || (self >= 0x41 && self <= 0x46) }
}
