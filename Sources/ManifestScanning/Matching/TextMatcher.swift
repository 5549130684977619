internal import AuditModel
internal import ImageModel
internal import SourceText

/// Images in text that is no document: scripts, files of variables, templates that a controller renders.
enum TextMatcher {
    struct Find: Equatable {
        let text: String
        /// Zero-based, in the text.
        let line: Int
        let column: Int
        /// A template's line: a controller fills it in.
        let isTemplate: Bool

        var position: SourcePosition { SourcePosition(line: line + 1, column: column + 1) }
    }

    /// Scripts beyond this size are not looked through.
    private static let limit = 1 << 20

    /// - Parameters:
    ///   - words: whether words count that can hardly be anything but images; lines `image: …` always do.
    ///   - isNamed: whether something says that the text holds images; then `a/b:1` is enough.
    static func finds(in text: String, words: Bool, isNamed: Bool = false) -> [Find] {
        guard text.utf8.count <= limit else { return [] }
        var finds: [Find] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let find = imageLine(line, number) {
                finds.append(find)
            } else if words, line.utf8.contains(UInt8(ascii: "/")),
                line.utf8.contains(where: { $0 == 0x3A || $0 == 0x40 })
            {
                finds += Self.words(line, number, isNamed: isNamed)
            }
        }
        return finds
    }

    /// An image on each line, behind the last `=` or blank; comments and empty lines are none.
    static func lines(of text: String) -> [Find] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            let content = line.drop { $0 == " " || $0 == "\t" }
            guard !content.isEmpty, !content.hasPrefix("#"),
                let word = content.split(whereSeparator: { $0 == "=" || $0.isWhitespace }).last
            else { return nil }
            let column = line.unicodeScalars.distance(from: line.startIndex, to: word.startIndex)
            return Find(text: String(word), line: number, column: column, isTemplate: false)
        }
    }

    /// `image: VALUE`, also as the first key of a list's element, in quotes, or as a member of JSON; the same under other
    /// names of images, and as `image = "VALUE"`.
    private static func imageLine(_ line: Substring, _ number: Int) -> Find? {
        var rest = line[...].drop { $0 == " " || $0 == "\t" }
        if rest.hasPrefix("- ") { rest = rest.dropFirst(2).drop { $0 == " " } }
        guard let (key, isAssignment) = takeKey(&rest) else { return nil }
        let value = value(of: rest)
        let column = line.unicodeScalars.distance(from: line.startIndex, to: rest.startIndex)
        // Scripts refer to their variables all the time.
        if key == "image", !isAssignment, ImageReference.looksLikeTemplate(value) {
            return Find(text: String(value), line: number, column: column, isTemplate: true)
        }
        guard (try? ImageReference(value)) != nil, StrongReference.isTelling(String(value)) else { return nil }
        return Find(text: String(value), line: number, column: column, isTemplate: false)
    }

    /// The key that names an image, and whether `=` stands behind it; nil where the line has none. Leaves what follows.
    private static func takeKey(_ rest: inout Substring) -> (key: Substring, isAssignment: Bool)? {
        var line = rest
        let isQuoted = line.first == "\""
        if isQuoted { line = line.dropFirst() }
        let key = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ".") }
        line = line.dropFirst(key.count)
        if isQuoted {
            guard line.first == "\"" else { return nil }
            line = line.dropFirst()
        }
        line = line.drop { $0 == " " }
        guard let separator = line.first, separator == ":" || separator == "=",
            key == "image" || key.utf8.count > 5 && key.lowercased().contains("image") && KeyWords(key).namesImage
        else { return nil }
        let value = line.dropFirst().drop { $0 == " " }
        // `app-image:1.2` is no key.
        if separator == ":", !isQuoted, key != "image", line.dropFirst().first != " " { return nil }
        rest = value
        return (key, separator == "=")
    }

    private static func value(of rest: Substring) -> Substring {
        var value = rest
        while let last = value.last, last.isWhitespace || last == "," { value = value.dropLast() }
        if let quote = value.first, quote == "\"" || quote == "'", let close = value.dropFirst().lastIndex(of: quote) {
            return value[value.index(after: value.startIndex)..<close]
        }
        if let comment = value.firstRange(of: " #") {
            value = value[..<comment.lowerBound]
            while value.last == " " { value = value.dropLast() }
        }
        return value
    }

    private static func words(_ line: Substring, _ number: Int, isNamed: Bool) -> [Find] {
        if line.drop(while: { $0 == " " || $0 == "\t" }).hasPrefix("#") { return [] }
        return line.split(whereSeparator: { borders.contains($0) || $0.isWhitespace }).compactMap { word in
            var word = word[...]
            if let name = URLMatcher.name(in: word) { word = name }
            while let last = word.last, last == "." || last == ":" { word = word.dropLast() }
            guard
                StrongReference.matches(word)
                    || (isNamed && (try? ImageReference(word)) != nil && word.contains("/") && word.contains(":"))
            else { return nil }
            let column = line.unicodeScalars.distance(from: line.startIndex, to: word.startIndex)
            return Find(text: String(word), line: number, column: column, isTemplate: false)
        }
    }

    private static let borders: Set<Character> = [
        "\"", "'", "`", ",", ";", "=", "(", ")", "{", "}", "<", ">", "|", "&", "#",
    ]
}
