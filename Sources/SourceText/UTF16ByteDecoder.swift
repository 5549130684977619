/// Converts UTF-16 that arrives in parts into UTF-8. Unpaired surrogates are replaced.
package struct UTF16ByteDecoder: Sendable {
    private let isLittleEndian: Bool
    private var rest: [UInt8] = []

    package init(isLittleEndian: Bool) {
        self.isLittleEndian = isLittleEndian
    }

    /// Nil unless the first two bytes of the text are a byte-order mark of UTF-16.
    package init?(mark first: UInt8, _ second: UInt8) {
        switch (first, second) {
        case (0xFF, 0xFE): self.init(isLittleEndian: true)
        case (0xFE, 0xFF): self.init(isLittleEndian: false)
        default: return nil
        }
    }

    /// A whole text as UTF-8, whether it is UTF-16 or UTF-8.
    package static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 2, var decoder = UTF16ByteDecoder(mark: bytes[0], bytes[1]) else { return bytes }
        return decoder.decode(bytes.dropFirst(2)) + decoder.finish()
    }

    package mutating func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let all = rest + bytes
        var units = stride(from: 0, to: all.count - 1, by: 2).map { unit(all[$0], all[$0 + 1]) }
        rest = all.count.isMultiple(of: 2) ? [] : all.suffix(1)
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            rest = all.suffix(2 + rest.count)
            units.removeLast()
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// The replacement for an incomplete character at the end.
    package mutating func finish() -> [UInt8] {
        defer { rest = [] }
        return rest.isEmpty ? [] : Array("\u{FFFD}".utf8)
    }

    private func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
        isLittleEndian ? UInt16(first) | UInt16(second) << 8 : UInt16(first) << 8 | UInt16(second)
    }
}
