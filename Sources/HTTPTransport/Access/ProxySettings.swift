/// Which requests go through which proxy, by the variables that most programs agree on.
package struct ProxySettings: Sendable, Hashable {
    package struct Proxy: Sendable, Hashable {
        package let url: HTTPURL
        /// Where the variable holds them; never part of a message.
        let user: String?
        let password: String?
    }

    /// A variable that names no proxy. The value is not shown: it may hold a password.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        package let variable: String
        package let reason: String

        package var description: String { "\(variable): error: it names no usable proxy: \(reason)" }
    }

    private var https: Proxy?
    private var http: Proxy?
    private var exceptions: [ProxyException] = []

    /// Everything is asked directly.
    package static let none = ProxySettings()

    private init() {}

    /// From `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, lower case first. `HTTP_PROXY` in upper case does
    /// not count where `REQUEST_METHOD` is set: there it is a header field of whoever asks a web server (httpoxy).
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

    /// nil where the host is asked directly. The machine itself always is.
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
            throw Mistake(variable: name, reason: error.message)
        }
    }

    /// With `%XX` replaced by its byte.
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
