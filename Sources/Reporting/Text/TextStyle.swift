internal import AuditModel

/// How a terminal shows a word (ECMA-48, SGR).
enum TextStyle: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case cyan = "1;36"
    case green = "1;32"

    func paint(_ text: String) -> String { text.isEmpty ? text : "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}

extension Severity {
    var style: TextStyle {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}

/// Foreign text as lines of a terminal: sentences are broken at a width; names and commands never are, so that they can
/// be copied.
enum TextLayout {
    static func wrapped(_ text: String, indentation: String, lead: String = "", width: Int?) -> [String] {
        let text = lead + Escaping.terminal(text, limit: Escaping.sentenceLimit)
        guard let width else { return [indentation + text] }
        var lines: [String] = []
        var line = indentation
        for word in text.split(separator: " ") {
            if line.count > indentation.count, line.count + 1 + word.count > width {
                lines.append(line)
                line = indentation + (lead.isEmpty ? "" : "  ")
            }
            let isStart = line.allSatisfy { $0 == " " }
            line += (isStart ? "" : " ") + word
        }
        return lines + [line]
    }
}
