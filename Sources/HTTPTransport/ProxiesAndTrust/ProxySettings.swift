/// Which requests go through which proxy, by the usual environment variables.
package struct ProxySettings: Sendable, Hashable {
    package struct Proxy: Sendable, Hashable {
        package let url: HTTPURL
        /// From the variable; never part of a message.
        let user: String?
        let password: String?
    }

    /// A variable with an invalid value, which is not shown: it may hold a password.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        package let variable: String
        package let reason: String

        package var description: String { "\(variable): error: \(reason)" }
    }

    private var https: Proxy?
    private var http: Proxy?
    private var exceptions: [ProxyException] = []

    /// No request goes through a proxy.
    package static let none = ProxySettings()

    private init() {}

    /// From `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, lower case first. `HTTP_PROXY` in upper case is
    /// ignored if `REQUEST_METHOD` is set: in CGI it comes from the client's `Proxy` header field (httpoxy).
    package init(environment: [String: String]) throws(Mistake) {
        func value(_ names: String...) -> (name: String, text: String)? {
            for name in names {
                if let text = environment[name], !text.isEmpty { return (name, text) }
            }
            return nil
        }
        let isGateway = environment["REQUEST_METHOD"] != nil
        let all = value("all_proxy", "ALL_PROXY")
        https = try Self.proxy(value("https_proxy", "HTTPS_PROXY") ?? all)
        http = try Self.proxy((isGateway ? value("http_proxy") : value("http_proxy", "HTTP_PROXY")) ?? all)
        let list = value("no_proxy", "NO_PROXY")?.text ?? ""
        exceptions = list.split { $0 == "," || $0 == " " }.compactMap { ProxyException(String($0)) }
    }

    /// Nil for a direct connection, which this machine itself always gets.
    package func proxy(for url: HTTPURL) -> Proxy? {
        guard let proxy = url.scheme == "https" ? https : http else { return nil }
        let address = IPAddress(url.host)
        let isLocal = url.host == "localhost" || address?.privateRange == "loopback"
        return isLocal || exceptions.contains { $0.matches(url, address) } ? nil : proxy
    }

    private static func proxy(_ variable: (name: String, text: String)?) throws(Mistake) -> Proxy? {
        guard let (name, text) = variable else { return nil }
        let scheme = text.contains("://") ? "" : "http://"
        var whole = (scheme + text)[...]
        var login: Substring?
        let prefix = whole.prefix { $0 != ":" }.count + 3
        let authority = whole.dropFirst(prefix).prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") {
            login = authority[..<at]
            whole = whole.prefix(prefix) + whole[whole.index(after: at)...]
        }
        let parts = login?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        do {
            return Proxy(
                url: try HTTPURL(String(whole)), user: parts?.first.map(decoded),
                password: parts?.dropFirst().first.map(decoded))
        } catch {
            let isScheme = error.reason == .unsupportedScheme
            throw Mistake(
                variable: name,
                reason: isScheme ? "only http:// and https:// proxies are supported" : error.message)
        }
    }

    /// Replaces each `%XX` by its byte.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// One entry of `NO_PROXY`: `*`; `example.org`, which includes its subdomains; `.example.org` or `*.example.org` for the
/// subdomains alone; an address; a range such as `10.0.0.0/8`. A port after a name limits the entry to that port.
private struct ProxyException: Sendable, Hashable {
    private enum Pattern: Sendable, Hashable {
        case everything
        case domain(String, isInclusive: Bool)
        case range(IPAddress, bits: Int)
    }

    private let pattern: Pattern
    private let port: Int?

    init?(_ text: String) {
        let text = text.lowercased()
        if text == "*" {
            (pattern, port) = (.everything, nil)
            return
        }
        let slash = text.split(separator: "/", omittingEmptySubsequences: false)
        let bare = slash[0].filter { $0 != "[" && $0 != "]" }
        if slash.count <= 2, let address = IPAddress(bare) {
            let width = address.bytes.count * 8
            guard let bits = slash.count == 2 ? Int(slash[1]) : width, (0...width).contains(bits) else { return nil }
            (pattern, port) = (.range(address, bits: bits), nil)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return nil }
        port = parts.count == 2 ? Int(parts[1]) : nil
        if parts.count == 2, port == nil { return nil }
        if let address = IPAddress(String(name)) {
            pattern = .range(address, bits: address.bytes.count * 8)
            return
        }
        let domain = name.hasPrefix("*.") ? name.dropFirst(2) : name.drop { $0 == "." }
        guard !domain.isEmpty else { return nil }
        pattern = .domain(String(domain), isInclusive: domain.count == name.count)
    }

    func matches(_ url: HTTPURL, _ address: IPAddress?) -> Bool {
        if let port, port != url.port { return false }
        switch pattern {
        case .everything: return true
        case .domain(let domain, let isInclusive):
            return (isInclusive && url.host == domain) || url.host.hasSuffix("." + domain)
        case .range(let start, let bits):
            guard let address, address.bytes.count == start.bytes.count else { return false }
            for (index, (left, right)) in zip(address.bytes, start.bytes).enumerated() {
                let rest = bits - index * 8
                if rest <= 0 { return true }
                let mask: UInt8 = rest >= 8 ? 0xFF : 0xFF << UInt8(8 - rest)
                if left & mask != right & mask { return false }
            }
            return true
        }
    }
}
