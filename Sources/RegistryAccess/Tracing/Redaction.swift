internal import HTTPTransport
internal import HTTPTypes

/// Decides what of a request and its reply may be shown: only what is known to be harmless, because registries put
/// tokens into fields and queries of any name.
struct Redaction: Sendable {
    static let placeholder = "<redacted>"

    /// The credentials that were sent, which a reply or an error may quote.
    private let secrets: [String]

    init(sent fields: HTTPFields) {
        guard let authorization = fields[.authorization] else {
            secrets = []
            return
        }
        let credentials = authorization.split(separator: " ", maxSplits: 1).last.map(String.init) ?? authorization
        let password = Base64.decode(credentials)
            .flatMap { String(validating: $0, as: UTF8.self) }
            .flatMap { login in login.firstIndex(of: ":").map { String(login[login.index(after: $0)...]) } }
        secrets = [credentials, password].compactMap(\.self).filter { $0.utf8.count > 3 }
    }

    /// The value of a field if it contains no secrets, or a redacted one such as `Basic <redacted>`.
    func value(_ field: HTTPField) -> String {
        let name = field.name.canonicalName
        switch name {
        case "authorization", "proxy-authorization":
            let parts = field.value.split(separator: " ", maxSplits: 1)
            return parts.count == 2 ? "\(parts[0]) \(Self.placeholder)" : Self.placeholder
        case "location", "content-location", "link": return text(Self.link(field.value))
        case "www-authenticate": return text(challenge(field.value))
        case _ where Self.harmless.contains(name): return text(field.value)
        default: return Self.placeholder
        }
    }

    /// Names in the query are shown, values only of harmless items.
    func url(_ url: HTTPURL) -> String { text(url.shown + Self.query(url.pathAndQuery)) }

    /// Replaces the credentials that were sent.
    func text(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            guard text.utf8.count >= secret.utf8.count, text.contains(secret) else { return text }
            return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.placeholder)
        }
    }

    private static let harmless: Set<String> = [
        "accept", "accept-encoding", "accept-ranges", "age", "alt-svc", "allow", "cache-control", "cf-cache-status",
        "cf-ray", "connection", "content-encoding", "content-length", "content-type", "date",
        "docker-content-digest", "docker-distribution-api-version", "docker-ratelimit-source", "etag", "expires",
        "host", "keep-alive", "last-modified", "oci-filters-applied", "oci-subject", "ratelimit-limit",
        "ratelimit-policy", "ratelimit-remaining", "ratelimit-reset", "retry-after", "server",
        "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "warning", "x-cache",
        "x-content-type-options", "x-github-request-id", "x-ratelimit-limit", "x-ratelimit-remaining",
        "x-ratelimit-reset", "x-request-id",
    ]

    private static let harmlessItems: Set<String> = [
        "service", "scope", "client_id", "grant_type", "artifacttype", "n", "ns", "mount", "from",
    ]

    /// `?scope=repository:a/b:pull&sig=<redacted>`; empty if there is no query.
    private static func query(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "?") else { return "" }
        let items = text[text.index(after: mark)...].prefix { $0 != "#" }.split(separator: "&").map { item in
            guard let equals = item.firstIndex(of: "=") else { return placeholder }
            let name = item[..<equals]
            let isHarmless = harmlessItems.contains(name.lowercased())
            return "\(name)=\(isHarmless ? item[item.index(after: equals)...] : placeholder[...])"
        }
        return "?" + items.joined(separator: "&")
    }

    /// A URL, absolute or relative, or one in angle brackets, without user information and with a redacted query.
    private static func link(_ text: String) -> String {
        let isBracketed = text.hasPrefix("<")
        let end = isBracketed ? text.firstIndex(of: ">") ?? text.endIndex : text.endIndex
        var url = String(text[..<end])
        // Everything before an `@` in the authority is a login.
        if let slashes = url.firstRange(of: "//") {
            let authority = url[slashes.upperBound...].prefix { !"/?#\\".contains($0) }
            if let at = authority.lastIndex(of: "@") { url.removeSubrange(slashes.upperBound..<url.index(after: at)) }
        }
        // Parameters of a link; further links are not worth the risk.
        let rest = text[end...].contains { "?/@".contains($0) } ? placeholder[...] : text[end...]
        return url.prefix { $0 != "?" && $0 != "#" } + query(url) + rest
    }

    /// Shows the parameters of token requests; those of other schemes may contain anything.
    private func challenge(_ text: String) -> String {
        let challenges = AuthenticationChallenge.parse([text])
        guard !challenges.isEmpty else { return Self.placeholder }
        return challenges.map { challenge in
            let parameters = challenge.parameters.sorted { $0.key < $1.key }.map { name, value in
                switch name {
                case "realm": "\(name)=\"\(Self.link(value))\""
                case "service", "scope", "error", "error_description", "charset": "\(name)=\"\(value)\""
                default: "\(name)=\(Self.placeholder)"
                }
            }
            return ([challenge.scheme] + [parameters.joined(separator: ",")]).joined(separator: " ")
        }.joined(separator: ", ")
    }
}
