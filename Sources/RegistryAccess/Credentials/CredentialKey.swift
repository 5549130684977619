/// What a login is for, as files name it: `ghcr.io`, `https://index.docker.io/v1/`, `quay.io/team`. Hosts are compared
/// as a whole, with their port, and paths by segments: `example.org` is not `registry.example.org` (CVE-2026-59891),
/// and `quay.io/a` is not `quay.io/ab`.
struct CredentialKey: Sendable, Hashable {
    /// Whether `*` and `?` in the host are wildcards: they are in Kubernetes' secrets, but not in other files.
    enum Matching: Sendable, Hashable {
        case exact
        case patterns
    }

    let host: String
    /// The segments that a repository must start with.
    let path: [Substring]
    /// The plain host wins (0), then Docker's canonical spelling (1), then others (2).
    let rank: Int
    private let matching: Matching

    /// Nil if `text` names no host.
    init?(_ text: String, matching: Matching = .exact) {
        var rest = text[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty else { return nil }
        var path = rest.dropFirst(host.count).split(separator: "/")
        // Some files add the version of the protocol, which is not part of a repository's name.
        if let first = path.first, first == "v1" || first == "v2", path.count == 1 || matching == .patterns {
            path.removeFirst()
        }
        self.host = Self.canonical(String(host))
        self.path = path
        self.matching = matching
        rank = text == self.host ? 0 : text == "https://index.docker.io/v1/" ? 1 : 2
    }

    /// The number of segments of `repository` that the key names; nil if it is for another registry or repository.
    func match(_ registry: String, _ repository: String) -> Int? {
        let segments = repository.split(separator: "/")
        guard matching == .exact ? host == registry : isPattern(for: registry), segments.starts(with: path) else {
            return nil
        }
        return path.count
    }

    /// Unifies Docker's names for its own registry, and drops the default port.
    static func canonical(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasSuffix(":443") { host.removeLast(4) }
        return ["index.docker.io", "registry-1.docker.io"].contains(host) ? "docker.io" : host
    }

    /// Label by label, as the kubelet compares: `*.example.org` matches neither `example.org` nor `a.b.example.org`.
    private func isPattern(for registry: String) -> Bool {
        let (own, other) = (Self.parts(host), Self.parts(registry))
        guard own.port == other.port, own.labels.count == other.labels.count else { return false }
        return zip(own.labels, other.labels).allSatisfy { Self.matches($0.utf8, $1.utf8) }
    }

    private static func parts(_ host: String) -> (labels: [Substring], port: Substring) {
        if host.hasPrefix("[") { return ([host[...]], "") }
        let name = host.prefix { $0 != ":" }
        return (name.split(separator: ".", omittingEmptySubsequences: false), host.dropFirst(name.count))
    }

    /// `*` matches any run of characters within a label, `?` matches one.
    private static func matches(_ pattern: Substring.UTF8View, _ text: Substring.UTF8View) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            var rest = text
            while true {
                if matches(pattern.dropFirst(), rest) { return true }
                if rest.isEmpty { return false }
                rest = rest.dropFirst()
            }
        case UInt8(ascii: "?"): return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
        default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
        }
    }
}
