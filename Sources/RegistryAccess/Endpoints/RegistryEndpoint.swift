package import HTTPTransport

/// Where a registry is reached, and what is trusted there.
package struct RegistryEndpoint: Sendable, Hashable {
    /// The registry as references name it: `docker.io`, `ghcr.io`, `localhost:5000`.
    package let registry: String
    package let url: HTTPURL
    package var trust: TransferTrust
    /// The token service that the operator named: the only place outside of the registry's domain that receives its login.
    package let tokenService: HTTPURL?
    /// Named by the operator, not derived from the registry's name.
    package let isListed: Bool
    /// The limit of concurrent exchanges; nil for the default.
    package let concurrency: Int?
    /// The URL in messages and reports.
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

    /// The repository as the endpoint names it: if the URL's path starts with `/v2`, repositories are below it, as in
    /// containerd's hosts.toml.
    func repository(_ repository: String) -> String {
        let inside = pathSegments.first == "v2" ? pathSegments.dropFirst() : []
        return (inside + [repository[...]]).joined(separator: "/")
    }

    /// The folder that contains all repositories, without leading and trailing slashes, empty for none. Nil if the API
    /// itself is below a path: other clients cannot be told that.
    package var repositoryFolder: String? {
        if pathSegments.isEmpty { return "" }
        return pathSegments.first == "v2" ? pathSegments.dropFirst().joined(separator: "/") : nil
    }

    /// The path before the name of a repository.
    var pathPrefix: String {
        let segments = pathSegments + (pathSegments.first == "v2" ? [] : ["v2"])
        return segments.map { "/" + $0 }.joined() + "/"
    }

    /// The base of the API, where registries send their challenge.
    var versionURL: HTTPURL {
        let prefix = pathSegments.first == "v2" ? ["v2"] : pathSegments + ["v2"]
        return (try? HTTPURL("\(url.origin)/\(prefix.joined(separator: "/"))/")) ?? url
    }

    private var pathSegments: [Substring] { url.pathAndQuery.split(separator: "/") }

    /// The name in messages: the registry, with the URL if that is not the default one.
    package var name: String {
        isListed && url != (try? RegistryEndpoints.defaultURL(of: registry)) ? "\(registry) (at \(shown))" : registry
    }
}

extension HTTPURL {
    /// For messages: without a default port and without the query, which may contain a signature.
    var shown: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        let base = isDefault ? String(origin.dropLast(String(port).utf8.count + 1)) : origin
        let path = pathAndQuery.prefix { $0 != "?" }
        return path == "/" ? base : base + path
    }
}
