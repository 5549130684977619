internal import DocumentReading
internal import HTTPTransport
internal import HTTPTypes
internal import SourceText

/// What a registry says about its refusal (distribution-spec, "Error Codes"). The status decides; this is for people,
/// but for one code that stands behind several statuses.
struct ErrorBody: Sendable, Hashable {
    /// What goes beyond is not read.
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
            summary = Self.words(of: body, reply.fields[.contentType]?.lowercased() ?? "")
            return
        }
        let entries = errors.elements.prefix(4).map { ($0["code"]?.text ?? "", $0["message"]?.string ?? "") }
        codes = entries.map(\.0)
        let words = entries.map { $0.1.isEmpty ? $0.0 : $0.0.isEmpty ? $0.1 : "\($0.0): \($0.1)" }
        summary = Self.line(words.filter { !$0.isEmpty }.joined(separator: "; "), limit: 200)
    }

    /// Of what is no registry's error: a text, or the title of a page, which says what stands in front of a registry.
    private static func words(of body: [UInt8], _ contentType: String) -> String? {
        let text = String(decoding: body.prefix(4 << 10), as: UTF8.self)
        if contentType.hasPrefix("text/plain") { return line(text, limit: 80) }
        guard contentType.hasPrefix("text/html"), let start = text.firstRange(of: "<title>"),
            let end = text[start.upperBound...].firstRange(of: "<")
        else { return nil }
        return line(String(text[start.upperBound..<end.lowerBound]), limit: 80)
    }

    /// `text` in one line of at most `limit` characters; nil when nothing is left.
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
