internal import AuditModel
internal import ImageModel
internal import SourceText

/// The replacement of a stretch of one scalar, and of nothing else of it.
struct ScalarEdit: Hashable {
    /// The scalar as a whole.
    let scalar: ByteRange
    /// Its decoded value before.
    let old: String
    /// In the bytes of the file.
    let edit: TextEdit
    /// The same in the decoded value.
    let decoded: TextEdit
    /// The value is one image, and not a field or a stretch of something longer.
    let isWholeImage: Bool

    /// The whole value becomes another one.
    init(_ part: Occurrence.Part, replacement: String, in file: SourceFile) throws(PinObstacle) {
        guard part.range.lower >= 0, part.range.upper <= file.bytes.count, part.range.lower <= part.range.upper else {
            throw .changedFile
        }
        scalar = part.range
        old = part.text
        isWholeImage = part.role == .reference
        let length = part.text.utf8.count
        if part.range.isEmpty {
            // The value of `digest:` stands right behind the colon, between braces behind the blank.
            let isApart = part.range.lower > 0 && file.bytes[part.range.lower - 1] == UInt8(ascii: " ")
            edit = TextEdit(range: part.range, replacement: Array(((isApart ? "" : " ") + replacement).utf8))
            decoded = TextEdit(range: ByteRange(0, 0), replacement: Array(replacement.utf8))
        } else if part.style.isQuoted, part.range.count >= 2, replacement.hasPrefix(part.text) {
            // What is appended goes before the closing quote, whatever escapes stand in front of it.
            let end = ByteRange(part.range.upper - 1, part.range.upper - 1)
            let tail = Array(replacement.utf8.dropFirst(length))
            edit = TextEdit(range: end, replacement: tail)
            decoded = TextEdit(range: ByteRange(length, length), replacement: tail)
        } else {
            let range = try Self.range(of: Array(part.text.utf8), in: part, file)
            edit = TextEdit(range: range, replacement: Array(replacement.utf8))
            decoded = TextEdit(range: ByteRange(0, length), replacement: Array(replacement.utf8))
        }
    }

    /// An image that stands inside of a longer value becomes another one.
    ///
    /// - Parameter value: the value as a whole.
    init(
        _ part: Occurrence.Part, image: String, replacement: String, value: String, in file: SourceFile
    ) throws(PinObstacle) {
        guard part.range.lower >= 0, part.range.upper <= file.bytes.count, part.range.lower < part.range.upper else {
            throw .changedFile
        }
        let written = WordSearch.places(of: image, in: file.bytes[part.range.lower..<part.range.upper])
        let bytes = Array(value.utf8)
        let meant = WordSearch.places(of: image, in: bytes[...])
        guard written.count == meant.count, !written.isEmpty else {
            throw PinObstacle(
                reason:
                    "it stands inside of a text that is written with escapes, so that it cannot be replaced byte for byte"
            )
        }
        var choice = 0
        if written.count > 1 {
            let place = file.offset(of: part.position)
            // A place that is known may be that of the quote before it.
            let known = written.indices.filter { written[$0] == place || written[$0] - 1 == place }
            guard place != part.range.lower, let only = known.first else {
                throw PinObstacle(reason: "the text that it stands in names it several times")
            }
            choice = only
        }
        let length = image.utf8.count
        scalar = part.range
        old = value
        isWholeImage = false
        edit = TextEdit(
            range: ByteRange(written[choice], written[choice] + length), replacement: Array(replacement.utf8))
        decoded = TextEdit(
            range: ByteRange(meant[choice], meant[choice] + length), replacement: Array(replacement.utf8))
    }

    /// Where the decoded text stands, byte for byte, in the scalar as written.
    private static func range(
        of text: [UInt8], in part: Occurrence.Part, _ file: SourceFile
    ) throws(PinObstacle) -> ByteRange {
        let quotes = part.style.isQuoted ? 1 : 0
        let inner = ByteRange(part.range.lower + quotes, part.range.upper - quotes)
        if inner.count == text.count, file.bytes[inner.lower..<inner.upper].elementsEqual(text) { return inner }
        let found = WordSearch.all(text, in: file.bytes[part.range.lower..<part.range.upper])
        guard let only = found.first, found.count == 1 else {
            throw part.style == .plain
                ? .changedFile
                : PinObstacle(
                    reason:
                        "the value is written with escapes or line breaks, so that it cannot be replaced byte for byte")
        }
        return ByteRange(only, only + text.count)
    }
}

extension ScalarStyle {
    /// Whether the first and the last byte are quotes.
    var isQuoted: Bool {
        switch self {
        case .singleQuoted, .doubleQuoted, .json: true
        case .plain, .literal, .folded: false
        }
    }
}
