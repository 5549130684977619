internal import AuditModel
internal import ContentStore
internal import HTTPTransport
package import RegistryAccess

/// How a run reaches registries: credentials, time limits, cache.
package struct RegistryAccessSettings: Sendable {
    /// Files with Kubernetes pull secrets; they take precedence over all other credentials.
    package var secretFiles: [String]
    /// For the whole run; nil for no limit.
    package var runTimeout: Duration?
    package var imageTimeout: Duration?

    package var cache: CacheUse
    /// Sees each request and its outcome.
    package var observer: (any ResolverObserver)?

    package enum CacheUse: Sendable, Hashable {
        case normal
        /// Neither read nor written.
        case none
        /// No network requests are made.
        case only
    }

    /// The size in bytes above which the least recently used entries are removed.
    static let cacheLimit = 512 << 20

    package init(
        secretFiles: [String] = [], runTimeout: Duration? = nil, imageTimeout: Duration? = nil,
        cache: CacheUse = .normal, observer: (any ResolverObserver)? = nil
    ) {
        self.cache = cache
        self.observer = observer
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
        let transport = try CurlTransport(
            configuration: CurlTransport.Configuration(
                proxies: proxies, authorities: SystemAuthorities(environment: environment)))
        var endpoints = endpoints
        endpoints.certificates = CertificateFolders(environment: environment)
        var options = ResolverOptions(runTimeout: runTimeout, userAgent: userAgent)
        if let imageTimeout { options.imageTimeout = imageTimeout }
        let resolver = ImageResolver(
            transport: transport, endpoints: endpoints, credentials: credentials,
            helper: CredentialHelper(path: environment["PATH"] ?? ""), cache: try contentCache(environment),
            options: options, observer: observer)
        return (transport, resolver)
    }

    private func contentCache(_ environment: [String: String]) throws(ContentStoreError) -> ContentCache {
        guard cache != .none, let path = ContentStore.defaultPath(environment: environment) else {
            return ContentCache(isOffline: cache == .only)
        }
        do throws(ContentStoreError) {
            let store = try ContentStore(path: path)
            store.pruneDaily(to: Self.cacheLimit)
            return ContentCache(store: store, isOffline: cache == .only)
        } catch {
            // A home that cannot be written to is usual in CI; a cache that others can write to is not.
            if error.isUnsafe { throw error }
            return ContentCache(isOffline: cache == .only)
        }
    }
}

extension ImageResolver {
    /// The requests of the run by registry, sorted by name.
    func facts(at endpoints: RegistryEndpoints) -> [RegistryFacts] {
        usage.sorted { $0.key < $1.key }.map { name, usage in
            RegistryFacts(
                name: name, endpoint: endpoints.listed[name]?.shown, requests: usage.requests, retries: usage.retries,
                cached: usage.cached,
                rateLimit: usage.rateLimit.map {
                    RegistryFacts.RateLimit(
                        limit: $0.limit, remaining: $0.remaining,
                        windowSeconds: $0.window.map { Int($0.components.seconds) })
                }, warnings: usage.warnings)
        }
    }
}

/// The user's cache, for the commands that show and prune it.
package enum UserCache {
    package static func path(environment: [String: String]) throws(UsageError) -> String {
        guard let path = ContentStore.defaultPath(environment: environment) else {
            throw UsageError("there is no cache folder: set XDG_CACHE_HOME or HOME")
        }
        return path
    }

    /// Removes the least recently used entries until at most `limit` bytes are left.
    package static func prune(
        environment: [String: String], to limit: Int
    ) throws(UsageError) -> (files: Int, bytes: Int) {
        do {
            return try ContentStore(path: path(environment: environment)).prune(to: limit)
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError(located: error)
        }
    }
}
