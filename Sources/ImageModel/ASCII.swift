/// Byte classes of the grammars read here; all of them are ASCII by definition. Public, because only what is public is
/// inlined into other modules, and these are asked of every byte.
extension UInt8 {
    @inlinable public var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable public var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable public var isUppercaseLetter: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable public var isLowercaseAlphanumeric: Bool { isLowercaseLetter || isDigit }
    @inlinable public var isAlphanumeric: Bool { isLowercaseAlphanumeric || isUppercaseLetter }
    @inlinable public var isLowercaseHexadecimal: Bool { isDigit || (self >= 0x61 && self <= 0x66) }
    @inlinable public var isHexadecimal: Bool { isLowercaseHexadecimal || (self >= 0x41 && self <= 0x46) }
}
