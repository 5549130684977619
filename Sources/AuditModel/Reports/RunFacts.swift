/// What differs from run to run.
package struct RunFacts: Sendable, Hashable {
    /// RFC 3339, UTC.
    package var started: String
    package var seconds: Double
    package var requests: Int
    /// By registry, sorted by name.
    package var registries: [RegistryFacts]

    package init(started: String, seconds: Double, requests: Int, registries: [RegistryFacts] = []) {
        self.registries = registries
        self.started = started
        self.seconds = seconds
        self.requests = requests
    }
}

/// The requests of a run to one registry.
package struct RegistryFacts: Sendable, Hashable {
    package struct RateLimit: Sendable, Hashable {
        package let limit: Int?
        package let remaining: Int
        package let windowSeconds: Int?

        package init(limit: Int?, remaining: Int, windowSeconds: Int?) {
            self.limit = limit
            self.remaining = remaining
            self.windowSeconds = windowSeconds
        }
    }

    /// The registry's name in references.
    package let name: String
    /// The URL where the registry is set up to be, if that is not where its name says.
    package let endpoint: String?
    package let requests: Int
    /// The number of requests that were retries.
    package let retries: Int
    /// The number of manifests and configurations read from the cache.
    package let cached: Int
    /// As reported last by the registry, if ever.
    package let rateLimit: RateLimit?
    /// The registry's own warnings, rejected credentials, failed endpoints.
    package let warnings: [String]

    package init(
        name: String, endpoint: String? = nil, requests: Int, retries: Int = 0, cached: Int = 0,
        rateLimit: RateLimit? = nil,
        warnings: [String] = []
    ) {
        self.name = name
        self.endpoint = endpoint
        self.requests = requests
        self.retries = retries
        self.cached = cached
        self.rateLimit = rateLimit
        self.warnings = warnings
    }
}
