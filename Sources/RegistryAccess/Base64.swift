internal import FoundationEssentials

/// Base64 by RFC 4648, section 4.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// nil for what is no base64. Missing padding is accepted, as Docker's own files have lacked it.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let missing = text.utf8.contains(UInt8(ascii: "=")) ? 0 : (4 - text.utf8.count % 4) % 4
        return Data(base64Encoded: text + String(repeating: "=", count: missing)).map(Array.init)
    }
}
