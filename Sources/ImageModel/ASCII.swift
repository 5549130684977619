/// Byte classes of the grammars read here; all of them are ASCII by definition. Inlinable, because they are asked of
/// every byte in other modules.
extension UInt8 {
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable package var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable package var isUppercaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable package var isLowercaseAlphanumeric: Bool { isLowercaseLetter || isDigit }
    @inlinable package var isAlphanumeric: Bool { isLowercaseAlphanumeric || isUppercaseLetter }
    @inlinable package var isLowercaseHexadecimal: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    @inlinable package var isHexadecimal: Bool { isLowercaseHexadecimal || (self >= 0x41 && self <= 0x46) }
}
