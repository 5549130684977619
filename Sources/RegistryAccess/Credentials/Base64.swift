internal import FoundationEssentials

/// Base64 by RFC 4648, section 4.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// nil for what is no base64. Missing padding is accepted, as Docker's own files have lacked it; padding that does
    /// not fit is not, although Foundation takes some of it.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }.count
        let padding = text.utf8.count - digits
        let missing = (4 - digits % 4) % 4
        guard missing < 3, padding == 0 || padding == missing else { return nil }
        return Data(base64Encoded: text.prefix(digits) + String(repeating: "=", count: missing)).map(Array.init)
    }
}
