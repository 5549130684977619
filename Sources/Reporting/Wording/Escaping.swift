/// Text from manifests and registries, made harmless for each kind of output. Every reporter passes foreign text through
/// here: names, kinds, paths and messages alike. Text is handled as bytes and scalars: a combining mark behind a
/// backtick is one character with it to Swift, and none to a Markdown parser.
package enum Escaping {
    /// Longer sentences are cut, because they push everything else off the screen.
    static let sentenceLimit = 512
    /// References and commands, which are meant to be copied, are cut only beyond any plausible length.
    static let copyLimit = 4096

    /// For a terminal or a log: nothing moves the cursor, changes colours, reorders or hides text, and no CI system
    /// takes a line for a command.
    package static func terminal(_ text: String, limit: Int = copyLimit) -> String {
        if text.utf8.count <= limit, isHarmless(text) { return text }
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit {
                result += "… (\(text.unicodeScalars.count - count) more characters)"
                break
            }
            count += 1
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return withoutWorkflowCommands(result)
    }

    /// For running Markdown text, table cells included. Words that look like names become code, where neither markup
    /// nor mentions nor automatic links exist; punctuation of the others is escaped.
    static func markdown(_ text: String) -> String {
        // What a message puts between backticks is code already.
        let parts = terminal(text, limit: sentenceLimit).unicodeScalars
            .split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.count % 2 == 1 else {
            return markdown(words: Array(parts.joined(separator: ["`"]))[...])
        }
        return parts.enumerated().map { number, part in
            number % 2 == 1 && !part.isEmpty ? markdownCode(Self.text(part)) : markdown(words: Array(part)[...])
        }.joined()
    }

    private static func markdown(words: ArraySlice<Unicode.Scalar>) -> String {
        words.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard let start = word.firstIndex(where: { !"(\"'".unicodeScalars.contains($0) }),
                let end = word.lastIndex(where: { !",.;:!?)\"'".unicodeScalars.contains($0) }), start <= end,
                isName(word[start...end])
            else { return markdown(word: word) }
            return markdown(word: word[..<start]) + markdownCode(text(word[start...end]))
                + markdown(word: word[(end + 1)...])
        }.joined(separator: " ")
    }

    /// A Markdown code span, also inside of a table cell.
    static func markdownCode(_ text: String) -> String {
        if text.isEmpty { return "" }
        // Tables split at `|` even in code, and whether a backslash before it helps depends on what is before that.
        let code = replace("|", by: "\\u{7C}", in: terminal(text)).unicodeScalars
        let fence = String(repeating: "`", count: longestRun(of: "`", in: code) + 1)
        let padding = code.first == "`" || code.last == "`" || code.first == " " ? " " : ""
        return fence + padding + String(code) + padding + fence
    }

    /// Lines as a fenced block of code.
    static func markdownBlock(_ lines: [String], language: String) -> String {
        let text = lines.map { terminal($0) + "\n" }.joined()
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text.unicodeScalars) + 1))
        return "\(fence)\(language)\n\(text)\(fence)\n"
    }

    private static func longestRun(of scalar: Unicode.Scalar, in text: String.UnicodeScalarView) -> Int {
        text.split { $0 != scalar }.map(\.count).max() ?? 0
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The inside of a JSON string. What would be harmful on a terminal is written as `\u`, which changes no value.
    static func json(_ text: String) -> String {
        // Of printable ASCII, only these two mean something in a string.
        if isHarmless(text), !text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            return text
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where isHidden(scalar):
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return replace("##[", by: "#\\u0023[", in: result)
    }

    // MARK: -

    /// Printable ASCII without the beginning of a command: nearly everything, and quick to tell.
    private static func isHarmless(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var last: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            let beginsCommand = byte == last && (byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#"))
            if byte < 0x20 || byte >= 0x7F || beginsCommand { return false }
            last = byte
        }
        return true
    }

    /// Control characters, bidirectional controls, zero-width characters and whatever else has no glyph of its own.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// GitHub's runner reads `::name::` at the start of a line and `##[name]` anywhere in it as commands. Line breaking
    /// may put any word at the start of a line.
    private static func withoutWorkflowCommands(_ text: String) -> String {
        let words = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let result = words.map { word in
            word.starts(with: "::".utf8) ? "\\u{3A}" + String(Substring(word.dropFirst())) : String(Substring(word))
        }.joined(separator: " ")
        return replace("##[", by: "#\\u{23}[", in: result)
    }

    /// Byte by byte: a combining mark after the needle does not hide it from a parser that reads bytes.
    private static func replace(_ needle: String, by replacement: String, in text: String) -> String {
        let needle = Array(needle.utf8)
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            if rest.starts(with: needle) {
                result += replacement.utf8
                rest = rest.dropFirst(needle.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a word is a name, a path, a digest or anything else that Markdown or GitHub would make something of.
    private static func isName(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        if word.contains(where: { "/@#:`<>[]|*_~$=&\\{}^".unicodeScalars.contains($0) }) { return true }
        if word.contains("-"), word.contains(where: { $0.properties.numericType != nil }) { return true }
        if text(word.prefix(4)).lowercased().utf8.elementsEqual("www.".utf8) { return true }
        return word.count >= 7 && word.allSatisfy { $0.isASCII && $0.properties.isASCIIHexDigit }
    }

    private static func markdown(word: ArraySlice<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        for scalar in word {
            let isWord = !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            // These mean nothing within a word that is not a name, and are frequent in sentences.
            let isHarmless = "\"',;:.!?()".unicodeScalars.contains(scalar) || scalar == "-" && word.count > 1
            if !isWord, !isHarmless { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}
