/// The tokens within one line. All ends are those that libyaml finds; what it might see in another way is no token.
extension DocumentSkimmer {
    /// Where the colon stands of the key that begins at `position`; nil if none does.
    func endOfKey() -> Int? {
        var end = position
        switch byte(position) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let quoted = endOfQuoted(position) else { return nil }
            end = quoted
        case let first where Self.isWord(first):
            let stop = { (block: ByteBlock) in block.signals(0x3A) | block.signals(0x20) | block.signals(0x0A) }
            while let next = firstPosition(from: end, where: stop), text[next] == UInt8(ascii: ":") {
                end = next
                if isBlank(end + 1) { break }
                end += 1
            }
        default: return nil
        }
        guard byte(end) == UInt8(ascii: ":"), isBlank(end + 1), end - position <= Self.keyLimit else { return nil }
        return end
    }

    /// What comes after the quoted scalar at `start`; nil if it has escapes that could stand for letters.
    ///
    /// - Parameter isMultiline: whether it may have several lines.
    func endOfQuoted(_ start: Int, isMultiline: Bool = false) -> Int? {
        let quote = text[start]
        var end = start + 1
        while end < text.count {
            switch text[end] {
            case quote:
                guard quote == UInt8(ascii: "'"), byte(end + 1) == quote else { return end + 1 }
                end += 1
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                guard #""\/nrt"#.utf8.contains(byte(end + 1)) else { return nil }
                end += 1
            case 0x0A:
                // The end of a document may not stand in it.
                guard isMultiline, isBlank(end + 1) else { return nil }
            default: break
            }
            end += 1
        }
        return nil
    }

    /// Whether a plain scalar can start there, outside of flow collections.
    func canStartPlain(_ position: Int) -> Bool {
        switch byte(position) {
        case UInt8(ascii: "-"): !isBlank(position + 1)
        case UInt8(ascii: "("), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "+"),
            UInt8(ascii: "^"), UInt8(ascii: "\\"):
            true
        case let first: Self.isWord(first) || first >= 0x80
        }
    }

    /// A collection in flow style, all in one line.
    mutating func flowCollection(depth: Int) -> Bool {
        guard depth > 0 else { return false }
        let isMapping = byte(position) == UInt8(ascii: "{")
        let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
        position += 1
        skipSpaces()
        if byte(position) == close {
            position += 1
            return true
        }
        while true {
            if isMapping {
                guard flowScalar(), byte(position) == UInt8(ascii: ":"), byte(position + 1) == 0x20 else {
                    return false
                }
                position += 1
                skipSpaces()
            }
            switch byte(position) {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                guard flowCollection(depth: depth - 1) else { return false }
            default:
                guard flowScalar() else { return false }
            }
            skipSpaces()
            guard byte(position) == UInt8(ascii: ",") else { break }
            position += 1
            skipSpaces()
        }
        guard byte(position) == close else { return false }
        position += 1
        return true
    }

    /// A word, or something in quotes.
    private mutating func flowScalar() -> Bool {
        let start = position
        let isQuoted = byte(start) == UInt8(ascii: "\"") || byte(start) == UInt8(ascii: "'")
        if isQuoted {
            guard let end = endOfQuoted(start) else { return false }
            position = end
        } else {
            guard Self.isWord(byte(start)) else { return false }
            while Self.isWord(byte(position)) || byte(position) == UInt8(ascii: "-") { position += 1 }
        }
        return position - start <= Self.keyLimit
            && (isQuoted ? isUnwanted(start + 1, position - 1) : isUnwanted(start, position))
    }

    /// A letter, a digit, or one of `$`, `.`, `/` and `_`.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte < 0x80 && (byte < 0x40 ? 0x03FF_C010_0000_0000 : 0x07FF_FFFE_87FF_FFFE) >> UInt64(byte & 0x3F) & 1 == 1
    }
}
