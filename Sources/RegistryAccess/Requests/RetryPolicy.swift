internal import HTTPTransport

/// Which failures are retried, how often, and after what delay.
package struct RetryPolicy: Sendable, Hashable {
    /// Exchanges of one request after the first.
    package var retries: Int
    /// After failures that seldom end within seconds: an unknown name, a refused connection.
    package var connectionRetries: Int
    package var firstDelay: Duration
    package var longestDelay: Duration
    /// If a registry asks for a longer wait, the failure is reported at once.
    package var longestRetryAfter: Duration

    package init(
        retries: Int = 3, connectionRetries: Int = 1, firstDelay: Duration = .milliseconds(500),
        longestDelay: Duration = .seconds(8), longestRetryAfter: Duration = .seconds(30)
    ) {
        self.retries = retries
        self.connectionRetries = connectionRetries
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestRetryAfter = longestRetryAfter
    }

    /// How long to wait before the next exchange, after `retries` retries; nil if there is none.
    func delay(after error: TransferError, retries: Int, jitter: Double) -> Duration? {
        switch error.kind {
        case .truncated, .timedOut, .closed: retries < self.retries ? backoff(retries, jitter) : nil
        case .connection, .nameResolution: retries < connectionRetries ? backoff(retries, jitter) : nil
        default: nil
        }
    }

    func delay(after reply: TransferReply, retries: Int, jitter: Double) -> Duration? {
        guard retries < self.retries, Self.isTemporary(reply.status) else { return nil }
        let backoff = backoff(retries, jitter)
        guard let asked = RetryAfter.delay(reply.fields) else { return backoff }
        return asked <= longestRetryAfter ? max(asked, firstDelay) : nil
    }

    /// Statuses of overload and of failing gateways, including those of Cloudflare and nginx; 501 and 505 are permanent.
    static func isTemporary(_ status: Int) -> Bool {
        [408, 429, 499, 500, 502, 503, 504].contains(status) || (520...527).contains(status)
    }

    /// Doubles with each retry. The jitter (0 to 1) takes off up to half, so that requests that failed together do not
    /// return together.
    func backoff(_ retries: Int, _ jitter: Double) -> Duration {
        let full = min(firstDelay * (1 << min(retries, 16)), longestDelay)
        return full * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }
}
