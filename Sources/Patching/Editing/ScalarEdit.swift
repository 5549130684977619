internal import AuditModel
internal import ImageModel
internal import SourceText

/// The replacement of a part of one scalar.
struct ScalarEdit: Hashable {
    /// The scalar as a whole.
    let scalar: ByteRange
    /// Its decoded value before.
    let old: String
    /// In the bytes of the file.
    let edit: TextEdit
    /// The same in the decoded value.
    let decoded: TextEdit
    /// Whether the value is one image, and not a field or a part of something longer.
    let isWholeImage: Bool

    /// Replaces the whole value.
    init(_ part: Occurrence.Part, replacement: String, in file: SourceFile) throws(PinObstacle) {
        guard part.range.lower >= 0, part.range.upper <= file.bytes.count, part.range.lower <= part.range.upper else {
            throw .changedFile
        }
        scalar = part.range
        old = part.text
        isWholeImage = part.role == .reference
        let length = part.text.utf8.count
        if part.range.isEmpty {
            // The empty value of `digest:` is right after the colon, between braces after the blank.
            let isApart = part.range.lower > 0 && file.bytes[part.range.lower - 1] == UInt8(ascii: " ")
            edit = TextEdit(range: part.range, replacement: Array(((isApart ? "" : " ") + replacement).utf8))
            decoded = TextEdit(range: ByteRange(0, 0), replacement: Array(replacement.utf8))
        } else if part.style.isQuoted, part.range.count >= 2, replacement.hasPrefix(part.text) {
            // Appended text goes before the closing quote, whatever escapes precede it.
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

    /// Replaces an image inside of a longer value.
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
                    "it is part of a text with escapes, so it cannot be replaced byte for byte"
            )
        }
        var choice = 0
        if written.count > 1 {
            let place = file.offset(of: part.position)
            // A known position may be that of the quote before it.
            let known = written.indices.filter { written[$0] == place || written[$0] - 1 == place }
            guard place != part.range.lower, let only = known.first else {
                throw PinObstacle(reason: "the text around it names it several times")
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

    /// Where the decoded text is, byte for byte, in the scalar as written.
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
                        "the value is written with escapes or line breaks, so it cannot be replaced byte for byte")
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

/// Searches text in bytes.
enum WordSearch {
    static func all(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> [Int] {
        guard let first = text.first, bytes.count >= text.count else { return [] }
        return (bytes.startIndex...(bytes.endIndex - text.count)).filter { start in
            bytes[start] == first && bytes[start..<(start + text.count)].elementsEqual(text)
        }
    }

    /// The offsets at which a reference is by itself, and not part of a longer one.
    static func places(of image: String, in bytes: ArraySlice<UInt8>) -> [Int] {
        let text = Array(image.utf8)
        return all(text, in: bytes).filter { start in
            let before = bytes[bytes.startIndex..<start]
            let after = bytes[(start + text.count)...]
            // `docker://` may precede it.
            guard before.isEmpty || before.suffix(2).elementsEqual("//".utf8) || !belongs(before.last) else {
                return false
            }
            return !belongs(after.first)
        }
    }

    private static func belongs(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte.isAlphanumeric || "._-/:@+%".utf8.contains(byte)
    }
}
