internal import AuditModel
internal import HTTPTransport
internal import RegistryAccess

/// How patient a run is, and where its logins come from.
package struct RegistryAccessSettings: Sendable {
    /// Files with Kubernetes' pull secrets, asked before all other logins.
    package var secretFiles: [String]
    /// For the whole run; nil for no limit.
    package var runTimeout: Duration?
    package var imageTimeout: Duration?

    package init(secretFiles: [String] = [], runTimeout: Duration? = nil, imageTimeout: Duration? = nil) {
        self.secretFiles = secretFiles
        self.runTimeout = runTimeout
        self.imageTimeout = imageTimeout
    }

    func open(
        endpoints: RegistryEndpoints, environment: [String: String], userAgent: String
    ) throws -> (CurlTransport, ImageResolver) {
        let credentials = try CredentialStore.load(
            environment: environment, home: environment["HOME"], secrets: secretFiles)
        let proxies = try ProxySettings(environment: environment)
        let transport = try CurlTransport(configuration: CurlTransport.Configuration(proxies: proxies))
        var options = ResolverOptions(runTimeout: runTimeout, userAgent: userAgent)
        if let imageTimeout { options.imageTimeout = imageTimeout }
        let resolver = ImageResolver(
            transport: transport, endpoints: endpoints, credentials: credentials,
            helper: CredentialHelper(path: environment["PATH"] ?? ""), options: options)
        return (transport, resolver)
    }
}

extension ImageResolver {
    /// What the run asked of each registry, by its name.
    var facts: [RegistryFacts] {
        usage.sorted { $0.key < $1.key }.map { name, usage in
            RegistryFacts(
                name: name, requests: usage.requests, retries: usage.retries, cached: usage.cached,
                rateLimit: usage.rateLimit.map {
                    RegistryFacts.RateLimit(
                        limit: $0.limit, remaining: $0.remaining,
                        windowSeconds: $0.window.map { Int($0.components.seconds) })
                }, warnings: usage.warnings)
        }
    }
}
