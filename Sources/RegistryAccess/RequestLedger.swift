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
    /// What the registry wants people to read (RFC 9111's `Warning: 299`), each once.
    package var warnings: [String] = []
}

final class RequestLedger: Sendable {
    private let usage = Locked<[String: RegistryUsage]>([:])

    /// By registry, as references name it.
    var all: [String: RegistryUsage] { usage.withLock { $0 } }

    var exchangeCount: Int { usage.withLock { $0.values.reduce(0) { $0 + $1.requests } } }

    func countExchange(_ registry: String) { usage.withLock { $0[registry, default: RegistryUsage()].requests += 1 } }

    func countRetry(_ registry: String) { usage.withLock { $0[registry, default: RegistryUsage()].retries += 1 } }

    func countCached(_ registry: String) { usage.withLock { $0[registry, default: RegistryUsage()].cached += 1 } }

    func note(_ reply: TransferReply, _ registry: String) {
        let limit = RateLimit(reply.fields)
        let warnings = RegistryWarning.texts(reply.fields)
        guard limit != nil || !warnings.isEmpty else { return }
        usage.withLock { usage in
            if let limit { usage[registry, default: RegistryUsage()].rateLimit = limit }
            for text in warnings where usage[registry]?.warnings.contains(text) != true {
                // A registry that has more to say than this is not informing anybody.
                guard usage[registry, default: RegistryUsage()].warnings.count < 16 else { return }
                usage[registry, default: RegistryUsage()].warnings.append(text)
            }
        }
    }
}
