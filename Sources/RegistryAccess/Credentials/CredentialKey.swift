/// What a login is for, as files name it: `ghcr.io`, `https://index.docker.io/v1/`, `quay.io/team`. Compared as a
/// whole, port and all, and a path by its segments: `example.org` is not `registry.example.org` (CVE-2026-59891), and
/// `quay.io/a` is not `quay.io/ab`.
struct CredentialKey: Sendable, Hashable {
    /// Where `*` in the host stands for something: Kubernetes' secrets know patterns, the other files do not.
    enum Matching: Sendable, Hashable {
        case exact
        case patterns
    }

    let host: String
    /// Segments below the host that a repository must start with.
    let path: [Substring]
    /// How usual the spelling is: the plain one wins, then Docker's canonical one, then others.
    let rank: Int
    private let matching: Matching

    /// nil for what names no host.
    init?(_ text: String, matching: Matching = .exact) {
        var rest = text[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty else { return nil }
        var path = rest.dropFirst(host.count).split(separator: "/")
        // The version of the protocol, which some write, is no part of a repository's name.
        if let first = path.first, first == "v1" || first == "v2", path.count == 1 || matching == .patterns {
            path.removeFirst()
        }
        self.host = Self.canonical(String(host))
        self.path = path
        self.matching = matching
        rank = text == self.host ? 0 : text == "https://index.docker.io/v1/" ? 1 : 2
    }

    /// How much of `repository` the key names; nil where it is for something else.
    func match(_ registry: String, _ repository: String) -> Int? {
        let segments = repository.split(separator: "/")
        guard matching == .exact ? host == registry : isPattern(for: registry), segments.starts(with: path) else {
            return nil
        }
        return path.count
    }

    /// Docker's names for its own registry are one, and so is a host with the port that it has anyway.
    static func canonical(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasSuffix(":443") { host.removeLast(4) }
        return ["index.docker.io", "registry-1.docker.io"].contains(host) ? "docker.io" : host
    }

    /// As the kubelet does it: label by label, so that `*.example.org` is neither `example.org` nor `a.b.example.org`.
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

    /// `*` stands for any run of characters within a label, `?` for one.
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
