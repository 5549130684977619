internal import SourceText

extension JSONRecorder {
    /// Records the string at `offset`; returns its index on the tape.
    @discardableResult
    mutating func string(onto tape: DocumentTape) throws(DocumentError) -> Int {
        let start = offset
        let valueStart = tape.arenaCount
        offset += 1
        /// The bytes between two escapes are stored at once.
        var stored = offset
        var isASCII = true
        skipPlainBlocks()
        while offset < end {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                store(stored..<offset, onto: tape)
                offset += 1
                guard offset - start - 2 <= limits.scalarSize else {
                    throw fail("a string has more than \(limits.scalarSize) bytes", .limit, at: start)
                }
                guard isASCII || String(validating: bytes[start..<offset], as: UTF8.self) != nil else {
                    throw fail("the string is not valid UTF-8", at: start)
                }
                return tape.appendScalar(style: .json, valueStart: valueStart, range: ByteRange(start, offset))
            } else if byte == UInt8(ascii: "\\") {
                store(stored..<offset, onto: tape)
                try escape(onto: tape)
                stored = offset
                skipPlainBlocks()
            } else if byte < 0x20 {
                throw fail("unescaped control character in a string")
            } else {
                if byte >= 0x80 { isASCII = false }
                offset += 1
            }
        }
        throw fail("unterminated string", at: start)
    }

    /// Skips characters that need no decoding, by blocks.
    private mutating func skipPlainBlocks() {
        while offset + ByteBlock.size <= end {
            let block = block(at: offset)
            let stops =
                block.signals(UInt8(ascii: "\"")) | block.signals(UInt8(ascii: "\\")) | block.signalsNonPrintable
            if stops != 0 {
                // The lowest bit that is set is exact (see `signals`).
                offset += stops.trailingZeroBitCount / 8
                return
            }
            offset += ByteBlock.size
        }
    }

    private mutating func escape(onto tape: DocumentTape) throws(DocumentError) {
        let start = offset
        guard offset + 1 < end else { throw fail("unterminated string") }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): tape.store(letter)
        case UInt8(ascii: "b"): tape.store(0x08)
        case UInt8(ascii: "f"): tape.store(0x0C)
        case UInt8(ascii: "n"): tape.store(0x0A)
        case UInt8(ascii: "r"): tape.store(0x0D)
        case UInt8(ascii: "t"): tape.store(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(start)
            if (0xD800..<0xDC00).contains(code) {
                guard offset + 1 < end, bytes[offset] == UInt8(ascii: "\\"),
                    bytes[offset + 1] == UInt8(ascii: "u")
                else { throw fail("incomplete surrogate pair", at: start) }
                offset += 2
                let low = try hexadecimal(start)
                guard (0xDC00..<0xE000).contains(low) else {
                    throw fail("incomplete surrogate pair", at: start)
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw fail("incomplete surrogate pair", at: start)
            }
            for byte in String(Character(scalar)).utf8 { tape.store(byte) }
        default: throw fail("unknown escape", at: start)
        }
    }

    private mutating func hexadecimal(_ start: Int) throws(DocumentError) -> UInt32 {
        let digits = bytes[offset..<min(offset + 4, end)]
        guard digits.count == 4, digits.allSatisfy(\.isHexadecimal),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fail("expected four hexadecimal digits after \\u", at: start) }
        offset += 4
        return code
    }
}
