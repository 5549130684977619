internal import CCurl
internal import SourceText

/// An absolute `http` or `https` URL without user information and fragment. It is parsed and normalised by libcurl's URL
/// API, so the host that is checked is the host that is connected to.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    private let server: Server
    /// Path and query as they are sent.
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
    /// In lower case, without brackets; IP addresses in their canonical form.
    package var host: String { server.host }
    package var port: Int { server.port }
    /// `HOST:PORT`, also for messages.
    package var authority: String { server.authority }
    /// Scheme, host and port, which credentials and trust belong to.
    package var origin: String { server.origin }

    /// Whether `path` needs no parsing: no encoding, and no segment that begins with a dot.
    static func isPlain(_ path: String) -> Bool {
        var previous: UInt8?
        for byte in path.utf8 {
            let isPlain = isUnreserved(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
            if !isPlain || previous == UInt8(ascii: "/") && byte == UInt8(ascii: ".") { return false }
            if previous == nil, byte != UInt8(ascii: "/") { return false }
            previous = byte
        }
        return previous != nil
    }

    package var description: String { origin + pathAndQuery }

    /// Adds items to the query, percent-encoding everything but RFC 3986's unreserved characters.
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

    /// Encodes everything but RFC 3986's unreserved characters as `%XX`.
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

/// What the URLs of one server share.
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

extension HTTPURL {
    /// Parses an absolute URL.
    package init(_ text: String) throws(HTTPURLError) {
        let handle = try CurlURL()
        try handle.set(text)
        try self.init(handle)
    }

    /// The same server with another path.
    package init(_ base: HTTPURL, path: String) throws(HTTPURLError) {
        guard Self.isPlain(path) else {
            try self.init(base.origin + path)
            return
        }
        self.init(base, pathAndQuery: path)
    }

    /// Resolves `reference`, absolute or relative, against `base`.
    package init(_ reference: String, relativeTo base: HTTPURL) throws(HTTPURLError) {
        let handle = try CurlURL()
        try handle.set(base.description)
        try handle.set(reference)
        try self.init(handle)
    }

    private init(_ handle: borrowing CurlURL) throws(HTTPURLError) {
        let scheme = try handle.part(CURLUPART_SCHEME)?.lowercased()
        guard let scheme, scheme == "http" || scheme == "https" else {
            throw HTTPURLError(reason: .unsupportedScheme, message: HTTPURLError.schemeMessage)
        }
        guard try handle.part(CURLUPART_USER) == nil, try handle.part(CURLUPART_PASSWORD) == nil else {
            throw HTTPURLError(reason: .userInformation, message: "the URL has a user name or a password")
        }
        guard try handle.part(CURLUPART_ZONEID) == nil else {
            throw HTTPURLError(reason: .badHost, message: "the URL's host has an IPv6 zone")
        }
        guard let host = try handle.part(CURLUPART_HOST).flatMap(Self.canonicalHost) else {
            throw HTTPURLError(reason: .badHost, message: "the URL has no usable host name")
        }
        guard let port = try handle.part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap(Int.init), port > 0 else {
            throw HTTPURLError(reason: .badPort, message: "the URL's port is not a port number")
        }
        let path = try handle.part(CURLUPART_PATH) ?? "/"
        let query = try handle.part(CURLUPART_QUERY).map { "?" + $0 } ?? ""
        self.init(scheme: scheme, host: host, port: port, pathAndQuery: path + query)
    }

    /// Nil for names that must not be resolved. These include non-ASCII names, which libcurl converts according to the
    /// locale, which this program does not set; registries and redirects use the `xn--` form.
    private static func canonicalHost(_ host: String) -> String? {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return IPAddress(String(host.dropFirst().dropLast()))?.description
        }
        guard !host.isEmpty, host.utf8.allSatisfy(\.isVisibleASCII) else { return nil }
        return host.lowercased()
    }
}

/// libcurl's parsed URL.
// SAFETY: the handle is owned by this value alone and freed with it.
@safe
private struct CurlURL: ~Copyable {
    private let handle: OpaquePointer

    init() throws(HTTPURLError) {
        guard CurlLibrary.status == CURLE_OK, let handle = unsafe curl_url() else {
            throw HTTPURLError(reason: .unavailable, message: "libcurl is out of memory")
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }

    /// A second text is resolved against the first.
    func set(_ text: String) throws(HTTPURLError) {
        guard !text.isEmpty else { throw HTTPURLError(reason: .empty, message: "the URL is empty") }
        // Parsers disagree about these: a backslash is a slash to some, and some drop white space and control characters.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw HTTPURLError(
                reason: .forbiddenCharacter, message: "the URL has a character that is not allowed in URLs")
        }
        // URLENCODE: non-ASCII bytes in path and query are percent-encoded, as browsers and curl do.
        let status = unsafe curl_url_set(
            handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE))
        try Self.check(status)
    }

    /// Nil if the URL has no such part.
    func part(_ part: CURLUPart, _ flags: Int32 = 0) throws(HTTPURLError) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let status = unsafe curl_url_get(handle, part, &text, UInt32(flags))
        switch status {
        case CURLUE_NO_USER, CURLUE_NO_PASSWORD, CURLUE_NO_ZONEID, CURLUE_NO_QUERY, CURLUE_NO_HOST, CURLUE_NO_PORT,
            CURLUE_NO_SCHEME:
            return nil
        default: try Self.check(status)
        }
        guard let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    private static func check(_ status: CURLUcode) throws(HTTPURLError) {
        guard status != CURLUE_OK else { return }
        let reason: HTTPURLError.Reason
        switch status {
        case CURLUE_USER_NOT_ALLOWED: reason = .userInformation
        case CURLUE_UNSUPPORTED_SCHEME, CURLUE_BAD_SCHEME, CURLUE_NO_SCHEME: reason = .unsupportedScheme
        case CURLUE_BAD_PORT_NUMBER: reason = .badPort
        case CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6, CURLUE_NO_HOST, CURLUE_LACKS_IDN: reason = .badHost
        case CURLUE_OUT_OF_MEMORY: reason = .unavailable
        default: reason = .malformed
        }
        let text = unsafe curl_url_strerror(status).map { unsafe String(cString: $0) } ?? "error \(status.rawValue)"
        throw HTTPURLError(
            reason: reason,
            message: reason == .unsupportedScheme ? HTTPURLError.schemeMessage : text)
    }
}

/// Why a text is not a URL to connect to.
package struct HTTPURLError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        case empty
        /// A control character, white space, or a backslash.
        case forbiddenCharacter
        case unsupportedScheme
        case userInformation
        case badHost
        case badPort
        case malformed
        /// libcurl ran out of memory.
        case unavailable
    }

    fileprivate static let schemeMessage = "only http:// and https:// URLs are supported"

    package let reason: Reason
    /// Without the text itself, which may hold a secret.
    package let message: String

    package var description: String { message }
}
