package import HTTPTransport

/// Where a registry really is, and what may be trusted there.
package struct RegistryEndpoint: Sendable, Hashable {
    /// The registry as references name it: `docker.io`, `ghcr.io`, `localhost:5000`.
    package let registry: String
    package let url: HTTPURL
    package var trust: TransferTrust
    /// Who issues its tokens, where the operator says so: the one place outside of its own domain that gets its login.
    package let tokenService: HTTPURL?
    /// Named by the operator, not derived from the reference.
    package let isListed: Bool
    /// Exchanges that it is to be asked at one time; nil for the default.
    package let concurrency: Int?
    /// Where it is, for people.
    package let shown: String

    package init(
        registry: String, url: HTTPURL, trust: TransferTrust = TransferTrust(), tokenService: HTTPURL? = nil,
        isListed: Bool = false, concurrency: Int? = nil
    ) {
        self.registry = registry
        self.url = url
        self.trust = trust
        self.tokenService = tokenService
        self.isListed = isListed
        self.concurrency = concurrency
        shown = url.shown
    }

    /// The repository as the endpoint knows it: a path that starts with `/v2` is where repositories begin there, as in
    /// containerd's hosts.toml.
    func repository(_ repository: String) -> String {
        let inside = pathSegments.first == "v2" ? pathSegments.dropFirst() : []
        return (inside + [repository[...]]).joined(separator: "/")
    }

    /// The folder in which all repositories lie, without slashes at its ends, empty for none; nil where the API itself is
    /// below a path, which clients of other make cannot be told.
    package var repositoryFolder: String? {
        if pathSegments.isEmpty { return "" }
        return pathSegments.first == "v2" ? pathSegments.dropFirst().joined(separator: "/") : nil
    }

    /// The path before the name of a repository.
    var pathPrefix: String {
        let segments = pathSegments + (pathSegments.first == "v2" ? [] : ["v2"])
        return segments.map { "/" + $0 }.joined() + "/"
    }

    /// The base of the API, where registries say what they want to be shown.
    var versionURL: HTTPURL {
        let prefix = pathSegments.first == "v2" ? ["v2"] : pathSegments + ["v2"]
        return (try? HTTPURL("\(url.origin)/\(prefix.joined(separator: "/"))/")) ?? url
    }

    private var pathSegments: [Substring] { url.pathAndQuery.split(separator: "/") }

    /// How messages name it: the registry, and where it is when that is somewhere else.
    package var name: String { isListed ? "\(registry) (at \(shown))" : registry }
}

extension HTTPURL {
    /// For messages: without a default port, and without the query, which may be signed.
    var shown: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        let base = isDefault ? String(origin.dropLast(String(port).utf8.count + 1)) : origin
        let path = pathAndQuery.prefix { $0 != "?" }
        return path == "/" ? base : base + path
    }
}
