internal import DocumentReading
internal import SourceText

/// Writes a node on one line in YAML's flow style; reading it gives the same value.
enum YAMLFlowText {
    static func of(_ node: TreeNode) -> String {
        switch node.kind {
        case .mapping:
            let members = node.members.map { "\(of($0.key)): \(of($0.value))" }
            return members.isEmpty ? "{}" : "{ \(members.joined(separator: ", ")) }"
        case .sequence: return "[\(node.elements.map(of).joined(separator: ", "))]"
        case .alias:
            let target = node.dereferenced
            return target.kind == .alias ? "null" : of(target)
        case .scalar:
            let text = node.text ?? ""
            return node.style == .plain && isPlain(text) ? text : quoted(text)
        }
    }

    /// Whether a text keeps its meaning without quotes in every context.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return text.utf8.allSatisfy { isWord($0) || "./:+-@".utf8.contains($0) }
            && (isWord(first) || first == UInt8(ascii: ".")) && last != UInt8(ascii: ":")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.properties.generalCategory == .control || scalar.value >= 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
