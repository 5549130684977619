internal import HTTPTransport

/// What a run asked of each registry, for its summary.
package struct RegistryUsage: Sendable, Hashable {
    /// HTTP requests, those for tokens, of redirects and second tries included.
    package var requests = 0
    /// How many of them were second tries.
    package var retries = 0
    /// Manifests and configurations that were in the cache.
    package var cached = 0
    /// As last said by the registry; nil where it never spoke of one.
    package var rateLimit: RateLimit?
    /// What people should know: the registry's own `Warning: 299`, logins that it did not accept, lies that did no harm.
    package var warnings: [String] = []
}

final class RequestStatistics: Sendable {
    private let usage = Locked<[String: RegistryUsage]>([:])

    /// By registry, as references name it.
    var all: [String: RegistryUsage] { usage.withLock { $0 } }

    var exchangeCount: Int { usage.withLock { $0.values.reduce(0) { $0 + $1.requests } } }

    /// Returns which one it is.
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

    /// Keeps what people should know about a registry, each thing once.
    func warn(_ registry: String, _ text: String) {
        usage.withLock { usage in
            let known = usage[registry]?.warnings ?? []
            // A registry that has more to say than this is not informing anybody.
            guard !known.contains(text), known.count < 16 else { return }
            usage[registry, default: RegistryUsage()].warnings.append(text)
        }
    }
}
