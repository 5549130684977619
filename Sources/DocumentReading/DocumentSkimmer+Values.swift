/// Values, which may go on for several lines.
extension DocumentSkimmer {
    mutating func value() -> Bool {
        awaitsValue = false
        switch byte(position) {
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return blockScalar()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let end = endOfQuoted(position, isMultiline: true), isUnwanted(position + 1, end - 1) else {
                return false
            }
            position = end
            return endLine()
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return flowCollection(depth: depthLimit - open.count) && endLine()
        default:
            guard canStartPlain(position) else { return false }
            plainStart = position
            return plainLine()
        }
    }

    /// A line of a plain scalar, which goes on in the next line if that is indented enough and no comment comes between.
    mutating func plainLine() -> Bool {
        while let next = firstPosition(
            from: position, where: { $0.signals(0x0A) | $0.signals(0x3A) | $0.signals(0x23) })
        {
            position = next + 1
            switch text[next] {
            case UInt8(ascii: ":"):
                if isBlank(position) { return false }
            case UInt8(ascii: "#"):
                guard isBlank(next - 1) else { continue }
                plainEnd = next
                skipLine()
                return endPlain()
            default:
                plainEnd = next
                return true
            }
        }
        position = text.count
        plainEnd = position
        return true
    }

    mutating func endPlain() -> Bool {
        guard let start = plainStart else { return true }
        plainStart = nil
        var end = plainEnd
        while byte(end - 1) == 0x20 { end -= 1 }
        return isUnwanted(start, end)
    }

    /// A literal or folded scalar. Its first line that is not empty sets the indentation.
    mutating func blockScalar() -> Bool {
        position += 1
        if byte(position) == UInt8(ascii: "-") || byte(position) == UInt8(ascii: "+") { position += 1 }
        guard byte(position) == UInt8(ascii: "\n") else { return false }
        position += 1
        let start = position
        var column: Int?
        while position < text.count {
            let lineStart = position
            skipSpaces()
            let indent = position - lineStart
            if byte(position) == UInt8(ascii: "\n") {
                // Blanks in front of the first line may set the indentation, too.
                if column == nil, indent > 0 { return false }
            } else if indent < column ?? (indentation + 1) {
                position = lineStart
                break
            } else if column == nil {
                column = indent
            }
            skipLine()
        }
        return isUnwanted(start, position)
    }
}
