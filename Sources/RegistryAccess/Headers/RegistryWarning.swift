internal import HTTPTransport
internal import HTTPTypes

/// The warnings of a registry: `Warning: 299 - "text"` (distribution-spec, "Warnings"). Nothing else that the field may
/// hold by RFC 7234 is meant for people here.
enum RegistryWarning {
    private static let sizeLimit = 4 << 10

    static func texts(_ fields: ReplyFields) -> [String] {
        fields[values: .warning].compactMap(text)
    }

    /// The text of one field; nil for another code or agent, a date behind it, control characters, an open quote.
    static func text(_ value: String) -> String? {
        let lead = #"299 - ""#
        guard value.hasPrefix(lead), value.utf8.count <= sizeLimit else { return nil }
        var bytes: [UInt8] = []
        var rest = value.utf8.dropFirst(lead.utf8.count)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return rest.isEmpty ? finished(bytes) : nil
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), isVisible(escaped) else { return nil }
                bytes.append(escaped)
            default:
                guard isVisible(byte) else { return nil }
                bytes.append(byte)
            }
        }
        return nil
    }

    private static func isVisible(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    private static func finished(_ bytes: [UInt8]) -> String? {
        String(validating: bytes, as: UTF8.self).flatMap { ErrorBody.line($0, limit: 300) }
    }
}
