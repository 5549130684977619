/// What manifests and registries say, made harmless for each kind of output. Every reporter takes foreign text through
/// here: names, kinds, paths and messages alike.
package enum Escaping {
    /// Longer sentences are cut: nobody reads them, and they push everything else off the screen.
    static let sentenceLimit = 512
    /// What is to be copied is not cut, as long as it can be real.
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
        // What a message puts between backticks is code as it is.
        let parts = terminal(text, limit: sentenceLimit).split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.count % 2 == 1 else { return markdown(words: parts.joined(separator: "`")) }
        return parts.enumerated().map { number, part in
            number % 2 == 1 && !part.isEmpty ? markdownCode(part) : markdown(words: String(part))
        }.joined()
    }

    private static func markdown(words text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard let start = word.firstIndex(where: { !"(\"'".contains($0) }),
                let end = word.lastIndex(where: { !",.;:!?)\"'".contains($0) }), start <= end, isName(word[start...end])
            else { return markdown(word: word) }
            return markdown(word: word[..<start]) + markdownCode(word[start...end])
                + markdown(word: word[word.index(after: end)...])
        }.joined(separator: " ")
    }

    /// A Markdown code span, also inside of a table cell.
    static func markdownCode(_ text: some StringProtocol) -> String {
        if text.isEmpty { return "" }
        // Tables split at `|` even in code, and whether a backslash before it helps depends on what stands before that.
        var code = ""
        for character in terminal(String(text)) { code += character == "|" ? "\\u{7C}" : String(character) }
        let longest = code.split(omittingEmptySubsequences: true) { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let padding = code.hasPrefix("`") || code.hasSuffix("`") || code.hasPrefix(" ") ? " " : ""
        return fence + padding + code + padding + fence
    }

    /// The inside of a JSON string. What would be harmful on a terminal is written as `\u`, which changes no value.
    static func json(_ text: String) -> String {
        // Of what is written as it is, only these two mean something in a string.
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
        return result.contains("##[") ? replace("##[", by: "#\\u0023[", in: result) : result
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

    /// GitHub's runner reads `::name::` at the start of a line and `##[name]` anywhere in it as commands. Any word may
    /// come to stand at the start of a line.
    private static func withoutWorkflowCommands(_ text: String) -> String {
        var result = text
        if result.contains("::") {
            let words = result.split(separator: " ", omittingEmptySubsequences: false)
            result = words.map { $0.hasPrefix("::") ? "\\u{3A}" + $0.dropFirst() : String($0) }.joined(separator: " ")
        }
        return result.contains("##[") ? replace("##[", by: "#\\u{23}[", in: result) : result
    }

    private static func replace(_ needle: String, by replacement: String, in text: String) -> String {
        text.split(separator: needle, omittingEmptySubsequences: false).joined(separator: replacement)
    }

    /// Whether a word is a name, a path, a digest or anything else that Markdown or GitHub would make something of.
    private static func isName(_ word: Substring) -> Bool {
        if word.contains(where: { "/@#:`<>[]|*_~$=&\\{}^".contains($0) }) { return true }
        if word.contains("-"), word.contains(where: \.isNumber) { return true }
        if word.lowercased().hasPrefix("www.") { return true }
        return word.utf8.count >= 7 && word.allSatisfy(\.isHexDigit)
    }

    private static func markdown(word: Substring) -> String {
        var result = ""
        for scalar in word.unicodeScalars {
            let isWord = !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            // These mean nothing within a word that is no name, and are frequent in sentences.
            let isHarmless = "\"',;:.!?()".unicodeScalars.contains(scalar) || scalar == "-" && word.count > 1
            if !isWord, !isHarmless { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
