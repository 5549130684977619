internal import SourceText

/// Go template directives where YAML has no room for them. Many good documents hold `{{` inside of strings, so this is
/// only asked about documents that do not parse.
enum TemplateDirectives {
    /// The first line, 1-based, of the document around `line` on which `{{` stands unquoted: at the start, or right
    /// after `: ` or `- `.
    static func firstLine(near position: SourcePosition, in file: SourceFile) -> Int? {
        let lines = file.lineNumbers
        // The beginning of a line may be the end of the document before.
        let line = position.column == 1 && position.line > lines.lowerBound ? position.line - 1 : position.line
        var first = min(max(line, lines.lowerBound), lines.upperBound)
        while first > lines.lowerBound, !file.text(ofLine: first).hasPrefix("---") { first -= 1 }
        var current = first
        while current <= lines.upperBound {
            let text = file.text(ofLine: current)
            if current > line, text.hasPrefix("---") { return nil }
            if isDirective(text) { return current }
            current += 1
        }
        return nil
    }

    private static func isDirective(_ line: String) -> Bool {
        let text = line.drop { $0 == " " || $0 == "\t" }
        if text.hasPrefix("{{") { return true }
        return text.contains(": {{") || text.contains("- {{")
    }
}
