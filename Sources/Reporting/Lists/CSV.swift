/// Comma-separated values (RFC 4180), for spreadsheets too: what would be a formula there is made text.
enum CSV {
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        var text = Escaping.terminal(text)
        // Spreadsheets run what starts like this.
        if let first = text.utf8.first, "=+-@\t".utf8.contains(first) { text = "'" + text }
        guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
        let quoted = text.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        return "\"" + quoted.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
    }
}
