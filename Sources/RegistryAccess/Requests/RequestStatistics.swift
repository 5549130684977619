internal import HTTPTransport

/// The requests of a run to one registry, for its summary.
package struct RegistryUsage: Sendable, Hashable {
    /// HTTP requests, including those for tokens, redirects and retries.
    package var requests = 0
    /// How many of the requests were retries.
    package var retries = 0
    /// Manifests and configurations that were read from the cache.
    package var cached = 0
    /// The last one that the registry named.
    package var rateLimit: RateLimit?
    /// The registry's own `Warning: 299`, logins that were not accepted, wrong but harmless header fields.
    package var warnings: [String] = []
}

/// Counts requests by registry, as references name it.
final class RequestStatistics: Sendable {
    private let usage = Locked<[String: RegistryUsage]>([:])

    var all: [String: RegistryUsage] { usage.withLock { $0 } }

    var exchangeCount: Int { usage.withLock { $0.values.reduce(0) { $0 + $1.requests } } }

    /// Returns its number in the run, from 1.
    func countExchange(_ registry: String) -> Int {
        usage.withLock { usage in
            usage[registry, default: RegistryUsage()].requests += 1
            return usage.values.reduce(0) { $0 + $1.requests }
        }
    }

    func countRetry(_ registry: String) { usage.withLock { $0[registry, default: RegistryUsage()].retries += 1 } }

    func countCached(_ registry: String) { usage.withLock { $0[registry, default: RegistryUsage()].cached += 1 } }

    func note(_ reply: TransferReply, _ limit: RateLimit?, _ registry: String) {
        if let limit {
            usage.withLock { $0[registry, default: RegistryUsage()].rateLimit = limit }
        }
        for text in RegistryWarning.texts(reply.fields) { warn(registry, "warns: \(text)") }
    }

    /// Keeps a warning for the summary, once.
    func warn(_ registry: String, _ text: String) {
        usage.withLock { usage in
            let known = usage[registry]?.warnings ?? []
            // More warnings than this only hide other output.
            guard !known.contains(text), known.count < 16 else { return }
            usage[registry, default: RegistryUsage()].warnings.append(text)
        }
    }
}
