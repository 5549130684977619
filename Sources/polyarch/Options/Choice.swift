import ArgumentParser
import DocumentReading
import Reporting

/// One of several words that an option takes.
enum Choice {
    /// - Throws: `ValidationError` with the words that are expected, and the one that was probably meant.
    static func parse<Value>(_ word: String, among known: [Value], name: (Value) -> String) throws -> Value {
        if let value = known.first(where: { name($0) == word }) { return value }
        let names = known.map(name)
        let guess = Suggestion.nearest(to: word, among: names).map { "; did you mean '\($0)'?" } ?? ""
        throw ValidationError("expected \(list(names, "or"))\(guess)")
    }

    /// `a, b or c`.
    static func list(_ words: [String], _ conjunction: String) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}

extension ReportFormat {
    static func parse(_ name: String) throws -> ReportFormat { try Choice.parse(name, among: all, name: \.name) }

    static let names = all.map(\.name).joined(separator: ", ")
}
