import ArgumentParser
import DocumentReading
import Reporting

/// One of several words that an option takes.
enum Choice {
    /// - Throws: `ValidationError` with the known words, and the one that was probably meant.
    static func parse<Value>(_ word: String, among known: [Value], name: (Value) -> String) throws -> Value {
        if let value = known.first(where: { name($0) == word }) { return value }
        let names = known.map(name)
        let guess = Suggestion.nearest(to: word, among: names).map { "did you mean '\($0)'? " } ?? ""
        throw ValidationError("\(guess)Known are \(names.joined(separator: ", ")).")
    }
}

extension ReportFormat {
    static func parse(_ name: String) throws -> ReportFormat { try Choice.parse(name, among: all, name: \.name) }

    static let names = all.map(\.name).joined(separator: ", ")
}
