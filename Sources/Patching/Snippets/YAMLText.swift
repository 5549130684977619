internal import SourceText

/// Strings in generated YAML.
enum YAMLText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0):
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\x" + (hex.count == 1 ? "0" : "") + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A key, quoted where YAML may take it for something else.
    static func key(_ text: String) -> String {
        let isWord = text.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        let special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain = isWord && text.utf8.first.map { $0.isLetter } == true
        return isPlain && !special.contains(text.lowercased()) ? text : quoted(text)
    }
}
