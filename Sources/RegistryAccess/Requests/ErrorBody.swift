internal import DocumentReading
internal import HTTPTransport
internal import HTTPTypes
internal import SourceText

/// A registry's explanation of a refusal (distribution-spec, "Error Codes"). It is shown to people; the status decides,
/// except for `TOOMANYREQUESTS`, which comes with several statuses.
struct ErrorBody: Sendable, Hashable {
    /// In bytes; the rest is not read.
    static let sizeLimit = 64 << 10

    let codes: [String]
    /// One line, short, without control characters.
    let summary: String?

    init(_ reply: TransferReply) {
        let body = Array(reply.body.prefix(Self.sizeLimit))
        let file = SourceFile(path: "", bytes: body)
        guard let root = try? DocumentReader.strictJSON(file, limits: ReadingLimits(depth: 32)),
            let errors = root["errors"], errors.isSequence
        else {
            codes = []
            summary = Self.text(of: body, reply.fields[.contentType]?.lowercased() ?? "")
            return
        }
        let entries = errors.elements.prefix(4).map { ($0["code"]?.text ?? "", $0["message"]?.string ?? "") }
        codes = entries.map(\.0)
        let lines = entries.map { $0.1.isEmpty ? $0.0 : $0.0.isEmpty ? $0.1 : "\($0.0): \($0.1)" }
        summary = Self.line(lines.filter { !$0.isEmpty }.joined(separator: "; "), limit: 200)
    }

    /// Of a body in another form: plain text, or the title of a page, which names what is in front of a registry.
    private static func text(of body: [UInt8], _ contentType: String) -> String? {
        let text = String(decoding: body.prefix(4 << 10), as: UTF8.self)
        if contentType.hasPrefix("text/plain") { return line(text, limit: 80) }
        guard contentType.hasPrefix("text/html"), let start = text.firstRange(of: "<title>"),
            let end = text[start.upperBound...].firstRange(of: "<")
        else { return nil }
        return line(String(text[start.upperBound..<end.lowerBound]), limit: 80)
    }

    /// `text` in one line of at most `limit` scalars; nil if nothing is left.
    static func line(_ text: String, limit: Int) -> String? {
        var line = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            let isVisible = ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                scalar.properties.generalCategory)
            line.unicodeScalars.append(isVisible ? scalar : " ")
        }
        let words = line.split(separator: " ").joined(separator: " ")
        if words.isEmpty { return nil }
        return text.unicodeScalars.count > limit ? words + "…" : words
    }
}
