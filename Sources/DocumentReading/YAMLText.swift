/// What is known of a text that libyaml's reader would hand to its scanner as it is: UTF-8 without the characters that
/// YAML forbids (YAML 1.1, section 5.1).
struct YAMLText {
    private static let stride = 32

    /// In code points.
    private(set) var characterCount = 0
    /// Whether lines end with line feeds alone, and there is neither a tab nor a byte-order mark.
    private(set) var isPlain = true

    /// Nil where the reader might refuse some: that is left to the reader itself, which knows how to complain.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var offset = 0
        while offset < bytes.count {
            if offset + Self.stride <= bytes.count {
                let isPrintable = unsafe Self.isPrintable(at: offset, in: bytes)
                if unsafe isPrintable || Self.isPrintable(at: offset, in: bytes, or: 0x0D) {
                    isPlain = isPlain && isPrintable
                    offset += Self.stride
                    characterCount += Self.stride
                    continue
                }
            }
            let end = min(offset + ByteBlock.size, bytes.count)
            while offset < end {
                guard let (code, width) = unsafe Self.character(at: offset, in: bytes), Self.isAllowed(code) else {
                    return nil
                }
                if [0x09, 0x0D, 0x85, 0x2028, 0x2029, 0xFEFF].contains(code) { isPlain = false }
                offset += width
                characterCount += 1
            }
        }
    }

    /// Whether the next `stride` bytes are nothing but ASCII from blank to tilde, line feeds, and one other byte. Every
    /// byte of an input comes by here: without a branch in it, the compiler makes vector instructions of the loop.
    private static func isPrintable(
        at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, or other: UInt8 = 0x0A
    ) -> Bool {
        var foreign: UInt8 = 0
        for place in 0..<stride {
            let byte = unsafe bytes[offset &+ place]
            foreign |= (byte &- 0x20 < 0x5F ? 0 : 1) & (byte == 0x0A ? 0 : 1) & (byte == other ? 0 : 1)
        }
        return foreign == 0
    }

    private static func isAllowed(_ code: UInt32) -> Bool {
        switch code {
        case 0x20...0x7E, 0x09, 0x0A, 0x0D, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func character(
        at offset: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> (code: UInt32, width: Int)? {
        let first = unsafe bytes[offset]
        if first < 0x80 { return (UInt32(first), 1) }
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
        return code >= lowest ? (code, width) : nil
    }
}
