/// An absolute `http` or `https` URL, taken apart and normalised by libcurl's URL API, so that what is checked is what
/// is connected to. It holds no user information and no fragment.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    package let scheme: String
    /// Lower case, without brackets; numeric IPv4 spellings and IPv6 addresses in their canonical form.
    package let host: String
    package let port: Int
    /// Path and query as they go out.
    package let pathAndQuery: String

    /// Scheme, host and port: credentials and trust belong to this.
    package let origin: String

    init(scheme: String, host: String, port: Int, pathAndQuery: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathAndQuery = pathAndQuery
        origin = "\(scheme)://\(Self.authority(host, port))"
    }

    init(_ base: HTTPURL, pathAndQuery: String) {
        scheme = base.scheme
        host = base.host
        port = base.port
        origin = base.origin
        self.pathAndQuery = pathAndQuery
    }

    /// What means itself in any path.
    static func isPlainInPath(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    /// Host and port, as messages name them.
    package var authority: String { Self.authority(host, port) }

    private static func authority(_ host: String, _ port: Int) -> String {
        "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    package var description: String { origin + pathAndQuery }

    /// This URL with items added to its query, everything outside RFC 3986's unreserved characters percent-encoded.
    package func appending(query items: [(name: String, value: String)]) -> HTTPURL {
        guard !items.isEmpty else { return self }
        let added = items.map { Self.percentEncoded($0.name) + "=" + Self.percentEncoded($0.value) }
        var result = pathAndQuery
        if !result.contains("?") {
            result += "?"
        } else if !result.hasSuffix("?"), !result.hasSuffix("&") {
            result += "&"
        }
        return HTTPURL(self, pathAndQuery: result + added.joined(separator: "&"))
    }

    /// Everything outside RFC 3986's unreserved characters as `%XX`.
    package static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
