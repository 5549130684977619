internal import CCurl
internal import SourceText

extension HTTPURL {
    /// Parses an absolute URL.
    package init(_ text: String) throws(HTTPURLError) {
        let handle = try CurlURL()
        try handle.set(text)
        try self.init(handle)
    }

    /// The same place with another path. What needs no parser is not parsed: a fleet's URLs differ in their paths alone.
    package init(_ base: HTTPURL, path: String) throws(HTTPURLError) {
        guard Self.isPlain(path) else {
            try self.init(base.origin + path)
            return
        }
        self.init(base, pathAndQuery: path)
    }

    /// Resolves `reference`, absolute or relative, against the URL that it came from.
    package init(_ reference: String, relativeTo base: HTTPURL) throws(HTTPURLError) {
        let handle = try CurlURL()
        try handle.set(base.description)
        try handle.set(reference)
        try self.init(handle)
    }

    private init(_ handle: borrowing CurlURL) throws(HTTPURLError) {
        let scheme = try handle.part(CURLUPART_SCHEME)?.lowercased()
        guard let scheme, scheme == "http" || scheme == "https" else {
            throw HTTPURLError(reason: .unsupportedScheme, message: "the URL is neither http nor https")
        }
        guard try handle.part(CURLUPART_USER) == nil, try handle.part(CURLUPART_PASSWORD) == nil else {
            throw HTTPURLError(reason: .userInformation, message: "the URL holds a user name or a password")
        }
        guard try handle.part(CURLUPART_ZONEID) == nil else {
            throw HTTPURLError(reason: .badHost, message: "the URL's host has an IPv6 zone")
        }
        guard let host = try handle.part(CURLUPART_HOST).flatMap(Self.canonicalHost) else {
            throw HTTPURLError(reason: .badHost, message: "the URL has no usable host name")
        }
        guard let port = try handle.part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap(Int.init), port > 0 else {
            throw HTTPURLError(reason: .badPort, message: "the URL's port is no port number")
        }
        let path = try handle.part(CURLUPART_PATH) ?? "/"
        let query = try handle.part(CURLUPART_QUERY).map { "?" + $0 } ?? ""
        self.init(scheme: scheme, host: host, port: port, pathAndQuery: path + query)
    }

    /// nil for what no name service should be asked for. Names beyond ASCII are among it: libcurl converts them by the
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

    /// A second text is resolved against the first, as a reference found there.
    func set(_ text: String) throws(HTTPURLError) {
        guard !text.isEmpty else { throw HTTPURLError(reason: .empty, message: "the URL is empty") }
        // A backslash is a slash to some parsers and a character to others; white space and control characters are
        // dropped by some. libcurl is lenient about parts of this; nothing that we are sent needs any of it.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw HTTPURLError(
                reason: .forbiddenCharacter, message: "the URL holds a character that URLs must not hold")
        }
        // URLENCODE: bytes above ASCII in path and query are percent-encoded, as browsers and curl do.
        let status = unsafe curl_url_set(
            handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE))
        try Self.check(status)
    }

    /// nil when the URL has no such part.
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
        throw HTTPURLError(reason: reason, message: "the URL is not usable: \(text)")
    }
}
