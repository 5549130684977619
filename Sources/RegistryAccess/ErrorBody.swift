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
            summary = Self.isText(reply) ? Self.line(String(decoding: body, as: UTF8.self), limit: 80) : nil
            return
        }
        let entries = errors.elements.prefix(4).map { ($0["code"]?.text ?? "", $0["message"]?.string ?? "") }
        codes = entries.map(\.0)
        let words = entries.map { $0.1.isEmpty ? $0.0 : $0.0.isEmpty ? $0.1 : "\($0.0): \($0.1)" }
        summary = Self.line(words.filter { !$0.isEmpty }.joined(separator: "; "), limit: 200)
    }

    private static func isText(_ reply: TransferReply) -> Bool {
        reply.fields[.contentType]?.lowercased().hasPrefix("text/plain") == true
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
