internal import ImageModel
internal import SourceText

/// Images in text that is not a document: scripts, files of variables, templates that a controller renders.
enum TextMatcher {
    struct Match: Equatable {
        let text: String
        /// 1-based, in the text.
        let position: SourcePosition
        /// The line is part of a template that a controller fills in.
        var isTemplate = false
    }

    /// Scalars, because CR and LF are one character.
    private typealias Line = Substring.UnicodeScalarView

    /// Larger texts are not searched.
    private static let limit = 1 << 20

    /// - Parameters:
    ///   - words: whether to search for words that can hardly be anything but images; lines `image: …` always count.
    ///   - isNamed: whether the name of the text says that it holds images; then `a/b:1` is enough.
    static func matches(in text: String, words: Bool, isNamed: Bool = false) -> [Match] {
        guard text.utf8.count <= limit else { return [] }
        return lines(text).flatMap { number, line -> [Match] in
            if let match = imageLine(line, number) { return [match] }
            guard words, line.contains("/"), line.contains(where: { $0 == ":" || $0 == "@" }) else { return [] }
            return Self.words(line, number, isNamed: isNamed)
        }
    }

    /// One image per line: its last word, after a blank or `=`. Comments and empty lines are skipped.
    static func imagePerLine(in text: String) -> [Match] {
        lines(text).compactMap { number, line in
            let content = line.drop(while: isBlank)
            guard let first = content.first, first != "#",
                let word = content.split(whereSeparator: { $0 == "=" || $0.properties.isWhitespace }).last
            else { return nil }
            return Match(text: String(word), position: position(of: word, in: line, number))
        }
    }

    private static func lines(_ text: String) -> some Sequence<(Int, Line)> {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated().lazy.map { ($0, $1) }
    }

    private static func position(of word: Line, in line: Line, _ number: Int) -> SourcePosition {
        SourcePosition(line: number + 1, column: line.distance(from: line.startIndex, to: word.startIndex) + 1)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    // MARK: - Lines that name an image

    /// `image: VALUE`, also as the first key of a list element, in quotes, or as a member of a JSON object; also with
    /// other keys that name an image, and as `image = "VALUE"`.
    private static func imageLine(_ line: Line, _ number: Int) -> Match? {
        var rest = line.drop(while: isBlank)
        if rest.starts(with: "- ".unicodeScalars) { rest = rest.dropFirst(2).drop { $0 == " " } }
        guard let (key, isAssignment) = readKey(&rest) else { return nil }
        let text = String(value(of: rest))
        // `image = $VAR` is ordinary in scripts.
        let isTemplate = key == "image" && !isAssignment && ImageReference.looksLikeTemplate(text)
        guard isTemplate || ((try? ImageReference(text)) != nil && ReferenceHeuristics.isDistinctive(text)) else {
            return nil
        }
        // Like elsewhere, the position of a quoted value is that of its quote.
        return Match(text: text, position: position(of: rest, in: line, number), isTemplate: isTemplate)
    }

    /// Reads a key that names an image, and says whether `=` follows it; nil if the line has none.
    private static func readKey(_ rest: inout Line) -> (key: String, isAssignment: Bool)? {
        var line = rest
        let isQuoted = line.first == "\""
        if isQuoted { line = line.dropFirst() }
        let word = line.prefix { scalar in
            scalar == "_" || scalar == "-" || scalar == "." || UInt8(exactly: scalar.value)?.isAlphanumeric == true
        }
        line = line.dropFirst(word.count)
        if isQuoted {
            guard line.first == "\"" else { return nil }
            line = line.dropFirst()
        }
        line = line.drop { $0 == " " }
        guard let separator = line.first, separator == ":" || separator == "=" else { return nil }
        let key = String(word)
        guard key == "image" || key.utf8.count > 5 && key.lowercased().contains("image") && KeyWords(key).namesImage
        else { return nil }
        // `app-image:1.2` is not a key.
        if separator == ":", !isQuoted, key != "image", line.dropFirst().first != " " { return nil }
        rest = line.dropFirst().drop { $0 == " " }
        return (key, separator == "=")
    }

    private static func value(of rest: Line) -> Line {
        var value = rest
        while let last = value.last, last.properties.isWhitespace || last == "," { value = value.dropLast() }
        if let quote = value.first, quote == "\"" || quote == "'", let close = value.dropFirst().lastIndex(of: quote) {
            return value[value.index(after: value.startIndex)..<close]
        }
        if let comment = value.firstRange(of: " #".unicodeScalars) {
            value = value[..<comment.lowerBound]
            while value.last == " " { value = value.dropLast() }
        }
        return value
    }

    // MARK: - Words

    private static func words(_ line: Line, _ number: Int, isNamed: Bool) -> [Match] {
        if line.drop(while: isBlank).first == "#" { return [] }
        return line.split(whereSeparator: { borders.contains($0) || $0.properties.isWhitespace }).compactMap { word in
            var word = word
            if let name = URLMatcher.name(in: Substring(word)) { word = name.unicodeScalars }
            while let last = word.last, last == "." || last == ":" { word = word.dropLast() }
            let text = Substring(word)
            guard
                ReferenceHeuristics.isQualified(text)
                    || (isNamed && (try? ImageReference(text)) != nil && text.contains("/") && text.contains(":"))
            else { return nil }
            return Match(text: String(word), position: position(of: word, in: line, number))
        }
    }

    private static let borders: Set<Unicode.Scalar> = [
        "\"", "'", "`", ",", ";", "=", "(", ")", "{", "}", "<", ">", "|", "&", "#",
    ]
}
