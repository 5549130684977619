internal import AuditModel
internal import SourceText

/// The replacement of a reference inside of the scalar that holds it, and of nothing else of it.
struct ScalarEdit: Hashable {
    /// The scalar as a whole.
    let scalar: ByteRange
    /// Its decoded value before and after.
    let old: String
    let new: String
    let edit: TextEdit

    init(_ part: Occurrence.Part, replacement: String, in file: SourceFile) throws(PinObstacle) {
        guard part.range.lower >= 0, part.range.upper <= file.bytes.count, part.range.lower < part.range.upper else {
            throw PinObstacle(reason: "the file has changed since it was read")
        }
        scalar = part.range
        old = part.text
        new = replacement
        if part.style.isQuoted, part.range.count >= 2, replacement.hasPrefix(part.text) {
            // What is appended goes before the closing quote, whatever escapes stand in front of it.
            let end = ByteRange(part.range.upper - 1, part.range.upper - 1)
            edit = TextEdit(range: end, replacement: Array(replacement.utf8.dropFirst(part.text.utf8.count)))
        } else {
            let range = try Self.range(of: Array(part.text.utf8), in: part, file)
            edit = TextEdit(range: range, replacement: Array(replacement.utf8))
        }
    }

    /// Where the decoded text stands, byte for byte, in the scalar as written.
    private static func range(
        of text: [UInt8], in part: Occurrence.Part, _ file: SourceFile
    ) throws(PinObstacle) -> ByteRange {
        let quotes = part.style.isQuoted ? 1 : 0
        let inner = ByteRange(part.range.lower + quotes, part.range.upper - quotes)
        if inner.count == text.count, file.bytes[inner.lower..<inner.upper].elementsEqual(text) { return inner }
        let found = occurrences(of: text, in: file.bytes[part.range.lower..<part.range.upper])
        guard let only = found.first, found.count == 1 else {
            throw PinObstacle(
                reason: part.style == .plain
                    ? "the file has changed since it was read"
                    : "the value is written with escapes or line breaks, so that it cannot be replaced byte for byte")
        }
        return ByteRange(only, only + text.count)
    }

    /// At most two; more are not needed to know that it is not one.
    private static func occurrences(of text: [UInt8], in bytes: ArraySlice<UInt8>) -> [Int] {
        guard let first = text.first, bytes.count >= text.count else { return [] }
        var found: [Int] = []
        for start in bytes.startIndex...(bytes.endIndex - text.count) where bytes[start] == first {
            if bytes[start..<(start + text.count)].elementsEqual(text) { found.append(start) }
            if found.count == 2 { break }
        }
        return found
    }
}

extension ScalarStyle {
    /// Whether the first and the last byte are quotes.
    fileprivate var isQuoted: Bool {
        switch self {
        case .singleQuoted, .doubleQuoted, .json: true
        case .plain, .literal, .folded: false
        }
    }
}
