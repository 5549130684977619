internal import HTTPTransport
internal import HTTPTypes

/// What is tried again, how often, and after how long.
package struct RetryPolicy: Sendable, Hashable {
    /// Exchanges of one request beyond the first.
    package var retries: Int
    /// For failures that seldom heal within seconds: a name that is not known, a connection that is refused.
    package var connectionRetries: Int
    package var firstDelay: Duration
    package var longestDelay: Duration
    /// A registry that asks for more patience than this gets none: the failure is reported at once.
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

    /// How long to wait before the exchange after `retries` retries; nil when this is the end.
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
        guard let asked = Self.retryAfter(reply.fields) else { return backoff }
        return asked <= longestRetryAfter ? max(asked, firstDelay) : nil
    }

    /// Gateways and their time-outs, Cloudflare's and nginx's own codes among them; 501 and 505 do not heal.
    static func isTemporary(_ status: Int) -> Bool {
        [408, 429, 499, 500, 502, 503, 504].contains(status) || (520...527).contains(status)
    }

    /// Doubling, and between half and all of it by chance, so that workers that failed together do not return together.
    func backoff(_ retries: Int, _ jitter: Double) -> Duration {
        let full = min(firstDelay * (1 << min(retries, 16)), longestDelay)
        return full * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }

    /// `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3), and as the durations that registries written
    /// in Go have been seen to send (`1m30s`, `880.092µs`). A date counts from the reply's own `Date`: its clock is the
    /// one that wrote both. Of several the longest; nil for none, for the past and for nonsense.
    static func retryAfter(_ fields: ReplyFields) -> Duration? {
        fields[values: .retryAfter].compactMap { retryAfter($0, now: fields[.date].flatMap(HTTPDate.seconds)) }.max()
    }

    private static func retryAfter(_ text: String, now: Int64?) -> Duration? {
        if text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), !text.isEmpty {
            return .seconds(Int64(text).map { min($0, 1 << 32) } ?? 1 << 32)
        }
        if let duration = goDuration(text) { return duration }
        guard let then = HTTPDate.seconds(text), let now, then > now else { return nil }
        return .seconds(then - now)
    }

    /// Numbers with units, one behind the other, as Go's `time.Duration` prints them.
    private static func goDuration(_ text: String) -> Duration? {
        let units: [(name: String, nanoseconds: Double)] = [
            ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
        ]
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest.dropFirst(number.count)
            guard let value = Double(number), let unit = units.first(where: { rest.hasPrefix($0.name) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.name.count)
            total += value * unit.nanoseconds
        }
        return text.isEmpty ? nil : .nanoseconds(Int64(min(total, 4e18)))
    }
}
