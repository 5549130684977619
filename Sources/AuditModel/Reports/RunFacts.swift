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

/// What a run asked of one registry.
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

    /// As references name it.
    package let name: String
    /// The URL where the registry is set up to be, if that is not where its name says.
    package let endpoint: String?
    package let requests: Int
    /// Requests that were second tries.
    package let retries: Int
    /// Manifests and configurations that were in the cache.
    package let cached: Int
    /// As the registry said last, if it ever did.
    package let rateLimit: RateLimit?
    /// What people should know about it: its own warnings, a login that it did not accept, an endpoint that failed.
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
