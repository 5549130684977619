internal import HTTPTypes
internal import SourceText

/// The warnings of a registry: `Warning: 299 - "text"` (distribution-spec, "Warnings"). Other warnings that RFC 7234
/// allows in the field are about caches.
enum RegistryWarning {
    private static let sizeLimit = 4 << 10

    static func texts(_ fields: HTTPFields) -> [String] {
        fields[values: .warning].compactMap(text)
    }

    /// The text of one field, in one line; nil for another code or agent, a date after the text, control characters, or
    /// an unclosed quote.
    static func text(_ field: String) -> String? {
        guard field.utf8.count <= sizeLimit, field.utf8.allSatisfy({ !$0.isControl || $0.isBlank }) else { return nil }
        var scanner = FieldScanner(field)
        guard scanner.token() == "299", scanner.skip(" "), scanner.skip("-"), scanner.skip(" "),
            let text = scanner.quotedString(), scanner.isAtEnd
        else { return nil }
        return ErrorBody.line(text, limit: 300)
    }
}
