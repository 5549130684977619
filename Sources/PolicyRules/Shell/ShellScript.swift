internal import SourceText

/// Splits a shell script into its simple commands: words without quotes, comments and here-documents skipped. Nothing
/// is expanded or run; unknown syntax becomes words, never an additional command.
struct ShellScript {
    struct SimpleCommand {
        var words: [String] = []
        /// Scripts in `$(…)`, backquotes and `<(…)`.
        var substitutions: [String] = []
        /// Reads the output of the command before it.
        var isPiped = false
    }

    static func simpleCommands(in script: String) -> [SimpleCommand] {
        var parser = ShellScript(bytes: Array(script.utf8))
        parser.run()
        return parser.commands
    }

    private let bytes: [UInt8]
    private var index = 0
    private var commands: [SimpleCommand] = []
    private var current = SimpleCommand()
    /// Nil between words.
    private var word: [UInt8]?
    /// The next word is a file to redirect to or from.
    private var skipsWord = false
    private var delimiters: [String] = []

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < bytes.count ? Unicode.Scalar(bytes[index + offset]) : nil
    }

    private mutating func run() {
        while let character = peek() {
            switch character {
            case " ", "\t", "\r":
                endWord()
                index += 1
            case "\n":
                endCommand()
                index += 1
                skipHereDocuments()
            case ";", "(", ")":
                endCommand()
                index += 1
            case "&":
                endCommand()
                index += peek(1) == "&" ? 2 : 1
            case "|": pipe()
            case "#" where word == nil:
                while let next = peek(), next != "\n" {
                    index += 1
                    _ = next
                }
            case "<", ">": redirect(character)
            case "'": quote()
            case "\"": doubleQuote()
            default: take(character)
            }
        }
        endCommand()
    }

    /// A character outside quotes, or in double quotes.
    private mutating func take(_ character: Unicode.Scalar) {
        switch character {
        case "\\":
            index += 1
            if let next = peek(), next != "\n" { append() } else { index += 1 }
        case "$" where peek(1) == "(": substitution()
        case "`": backquote()
        default: append()
        }
    }

    private mutating func append() {
        if index < bytes.count {
            if word == nil { word = [] }
            word?.append(bytes[index])
        }
        index += 1
    }

    // MARK: - Quotes and substitutions

    private mutating func quote() {
        index += 1
        word = word ?? []
        while let character = peek(), character != "'" { append() }
        index += 1
    }

    private mutating func doubleQuote() {
        index += 1
        word = word ?? []
        while let character = peek(), character != "\"" {
            if character == "\\", let next = peek(1), !"\"\\$`\n".unicodeScalars.contains(next) {
                append()
            } else {
                take(character)
            }
        }
        index += 1
    }

    /// `$(…)`, and `$((…))`, which is arithmetic and contains no command.
    private mutating func substitution() {
        let isArithmetic = peek(2) == "("
        index += 1
        let inner = parenthesised()
        if !isArithmetic { current.substitutions.append(inner) }
        word = (word ?? []) + Array("$".utf8)
    }

    /// From an opening parenthesis to the one that closes it.
    private mutating func parenthesised() -> String {
        let start = index + 1
        var depth = 0
        var isQuoted = false
        while let character = peek() {
            switch character {
            case "\\": index += 1
            case "'": isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted: depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { break }
        }
        let end = max(start, min(bytes.count, index) - (depth == 0 ? 1 : 0))
        return String(decoding: bytes[min(start, bytes.count)..<min(end, bytes.count)], as: UTF8.self)
    }

    private mutating func backquote() {
        index += 1
        let start = index
        while let character = peek(), character != "`" {
            index += 1
            _ = character
        }
        current.substitutions.append(String(decoding: bytes[start..<min(index, bytes.count)], as: UTF8.self))
        index += 1
        word = (word ?? []) + Array("$".utf8)
    }

    // MARK: - Redirections

    private mutating func redirect(_ character: Unicode.Scalar) {
        if peek(1) == "(" {
            endWord()
            index += 1
            current.substitutions.append(parenthesised())
            return
        }
        // The number before it is a file descriptor, not a word.
        if let digits = word, digits.allSatisfy({ $0.isDigit }) { word = nil }
        endWord()
        if character == "<", peek(1) == "<", peek(2) != "<" {
            index += peek(2) == "-" ? 3 : 2
            hereDocument()
            return
        }
        while let next = peek(), "<>&|".unicodeScalars.contains(next) { index += 1 }
        skipsWord = true
    }

    /// Its delimiter; the text begins with the next line.
    private mutating func hereDocument() {
        while let next = peek(), next == " " || next == "\t" { index += 1 }
        var delimiter: [UInt8] = []
        while let next = peek(), !" \t\n;|&<>".unicodeScalars.contains(next) {
            if !"'\"\\".unicodeScalars.contains(next) { delimiter.append(bytes[index]) }
            index += 1
        }
        delimiters.append(String(decoding: delimiter, as: UTF8.self))
    }

    private mutating func skipHereDocuments() {
        for delimiter in delimiters {
            while index < bytes.count {
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let line = String(decoding: bytes[index..<end].drop { $0 == UInt8(ascii: "\t") }, as: UTF8.self)
                index = min(end + 1, bytes.count)
                if line == delimiter { break }
            }
        }
        delimiters = []
    }

    // MARK: - Ends

    private mutating func pipe() {
        let isAlternative = peek(1) == "|"
        endCommand()
        current.isPiped = !isAlternative
        index += isAlternative || peek(1) == "&" ? 2 : 1
    }

    private mutating func endWord() {
        guard let bytes = word else { return }
        word = nil
        if skipsWord {
            skipsWord = false
        } else {
            current.words.append(String(decoding: bytes, as: UTF8.self))
        }
    }

    private mutating func endCommand() {
        endWord()
        skipsWord = false
        if !current.words.isEmpty || !current.substitutions.isEmpty { commands.append(current) }
        current = SimpleCommand()
    }
}
