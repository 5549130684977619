/// An absolute `http` or `https` URL, taken apart and normalised by libcurl's URL API, so that what is checked is what
/// is connected to. It holds no user information and no fragment.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    private let server: Server
    /// Path and query as they go out.
    package let pathAndQuery: String

    init(scheme: String, host: String, port: Int, pathAndQuery: String) {
        server = Server(scheme: scheme, host: host, port: port)
        self.pathAndQuery = pathAndQuery
    }

    init(_ base: HTTPURL, pathAndQuery: String) {
        server = base.server
        self.pathAndQuery = pathAndQuery
    }

    package var scheme: String { server.scheme }
    /// Lower case, without brackets; numeric IPv4 spellings and IPv6 addresses in their canonical form.
    package var host: String { server.host }
    package var port: Int { server.port }
    /// Host and port, as messages name them.
    package var authority: String { server.authority }
    /// Scheme, host and port: credentials and trust belong to this.
    package var origin: String { server.origin }

    /// Whether `path` means itself in any URL: it needs no encoding and holds no segment that begins with a dot.
    static func isPlain(_ path: String) -> Bool {
        var previous: UInt8?
        for byte in path.utf8 {
            let isPlain = isUnreserved(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
            if !isPlain || previous == UInt8(ascii: "/") && byte == UInt8(ascii: ".") { return false }
            // It starts with a slash.
            if previous == nil, byte != UInt8(ascii: "/") { return false }
            previous = byte
        }
        return previous != nil
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
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}

/// What the URLs of one server share, however many there are.
private final class Server: Sendable, Hashable {
    let scheme: String
    let host: String
    let port: Int
    let authority: String
    let origin: String

    init(scheme: String, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
        authority = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        origin = "\(scheme)://\(authority)"
    }

    static func == (left: Server, right: Server) -> Bool { left === right || left.origin == right.origin }

    func hash(into hasher: inout Hasher) { hasher.combine(origin) }
}
