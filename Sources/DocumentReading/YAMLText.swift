internal import Glibc

/// Text that libyaml's reader would hand to its scanner as it is: UTF-8 without the characters that YAML forbids (YAML
/// 1.1, section 5.1). Anything else is left to the reader itself, which knows how to complain.
enum YAMLText {
    /// How many code points the text has; nil where the reader might refuse some.
    static func characterCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let raw = UnsafeRawBufferPointer(bytes)
        var count = 0
        var offset = 0
        while offset < raw.count {
            if offset + ByteBlock.size <= raw.count {
                // SAFETY: eight bytes from `offset` on are inside the buffer.
                let bits = unsafe UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                if isPrintable(ByteBlock(bits: bits)) {
                    offset += ByteBlock.size
                    count += ByteBlock.size
                    continue
                }
            }
            let end = min(offset + ByteBlock.size, raw.count)
            while offset < end {
                guard let width = unsafe width(ofCharacterAt: offset, in: bytes) else { return nil }
                offset += width
                count += 1
            }
        }
        return count
    }

    /// Whether lines end with line feeds alone and no tab stands in between, nor a byte-order mark.
    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let count = unsafe characterCount(bytes), unsafe !contains(0x09, bytes), unsafe !contains(0x0D, bytes)
        else { return false }
        if count == bytes.count { return true }
        return unsafe !hasUnusualCharacter(bytes)
    }

    private static func contains(_ byte: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // SAFETY: no more bytes are looked at than the buffer has.
        unsafe bytes.baseAddress.map { unsafe memchr($0, byte, bytes.count) != nil } ?? false
    }

    /// A line break of YAML 1.1 that is none to others (U+0085, U+2028, U+2029), or U+FEFF.
    private static func hasUnusualCharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.indices.contains { offset in
            switch unsafe bytes[offset] {
            case 0xC2: unsafe bytes[offset + 1] == 0x85
            case 0xE2: unsafe bytes[offset + 1] == 0x80 && bytes[offset + 2] & 0xFE == 0xA8
            case 0xEF: unsafe bytes[offset + 1] == 0xBB && bytes[offset + 2] == 0xBF
            default: false
            }
        }
    }

    /// Nothing but ASCII from blank to tilde, and line feeds.
    private static func isPrintable(_ block: ByteBlock) -> Bool {
        let highest: UInt64 = 0x8080_8080_8080_8080
        // A line feed becomes a `*`.
        let bits = block.bits | block.hits(0x0A) >> 2
        let isControl = (bits &- 0x2020_2020_2020_2020) & ~bits
        let isDelete = bits &+ 0x0101_0101_0101_0101
        return (bits | isControl | isDelete) & highest == 0
    }

    private static func width(ofCharacterAt offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let first = unsafe bytes[offset]
        if first < 0x80 { return (first >= 0x20 && first != 0x7F) || [0x09, 0x0A, 0x0D].contains(first) ? 1 : nil }
        // The encoded form of the lowest character of each width tells overlong forms.
        let (width, lowest): (Int, UInt32) =
            switch first {
            case 0xC2...0xDF: (2, 0x80)
            case 0xE0...0xEF: (3, 0x800)
            case 0xF0...0xF4: (4, 0x10000)
            default: (0, 0)
            }
        guard width > 0, offset + width <= bytes.count else { return nil }
        var code = UInt32(first) & (0x7F >> UInt32(width))
        for place in offset + 1..<offset + width {
            let byte = unsafe bytes[place]
            guard byte & 0xC0 == 0x80 else { return nil }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        let isAllowed = code == 0x85 || (0xA0...0xD7FF).contains(code) || (0xE000...0xFFFD).contains(code)
        return code >= lowest && (isAllowed || (0x10000...0x10FFFF).contains(code)) ? width : nil
    }
}
