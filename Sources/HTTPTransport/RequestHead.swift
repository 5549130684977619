internal import HTTPTypes

/// The header lines of a request, in the form that libcurl takes, checked before anything is sent.
struct RequestHead: Sendable {
    let lines: [String]

    /// What libcurl writes itself. A second opinion about framing or about the host would make two readers of one
    /// message disagree.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect",
        "proxy-authorization", "proxy-connection", "keep-alive",
    ]

    init(_ request: TransferRequest) throws(TransferError) {
        var lines: [String] = []
        for field in request.fields {
            let name = field.name.rawName
            guard !field.name.isPseudo, !Self.reserved.contains(field.name.canonicalName) else {
                throw TransferError(.invalidRequest, "\(request.url.authority): the field \(name) is not the caller's")
            }
            guard field.value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }) else {
                throw TransferError(
                    .invalidRequest, "\(request.url.authority): the field \(name) holds a control character")
            }
            // libcurl reads "Name:" as "do not send this field", and "Name;" as an empty one.
            lines.append(field.value.isEmpty ? "\(name);" : "\(name): \(field.value)")
        }
        // Bodies are hashed as they are sent, so no encoding is asked for and none is undone.
        if request.fields[.acceptEncoding] == nil { lines.append("Accept-Encoding: identity") }
        lines.append("Expect:")
        if request.fields[.contentType] == nil { lines.append("Content-Type:") }
        self.lines = lines
    }
}
