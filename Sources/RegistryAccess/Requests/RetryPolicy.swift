internal import HTTPTransport
internal import HTTPTypes
internal import SourceText

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
        guard let asked = Self.retryAfter(reply.fields) else { return backoff }
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

    /// `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3), or as a Go duration, which some registries send
    /// (`1m30s`, `880.092µs`). A date counts from the reply's `Date`, which the same clock wrote. Of several the longest;
    /// nil for none, for the past and for invalid values.
    static func retryAfter(_ fields: HTTPFields) -> Duration? {
        fields[values: .retryAfter].compactMap { retryAfter($0, now: fields[.date].flatMap(HTTPDate.seconds)) }.max()
    }

    private static func retryAfter(_ text: String, now: Int64?) -> Duration? {
        if text.utf8.allSatisfy(\.isDigit), !text.isEmpty {
            return .seconds(Int64(text).map { min($0, 1 << 32) } ?? 1 << 32)
        }
        if let duration = goDuration(text) { return duration }
        guard let then = HTTPDate.seconds(text), let now, then > now else { return nil }
        return .seconds(then - now)
    }

    /// Numbers with units in a row, as Go's `time.Duration` prints them.
    private static func goDuration(_ text: String) -> Duration? {
        let units: [(name: String, nanoseconds: Double)] = [
            ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
        ]
        var rest = text.utf8[...]
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest[number.endIndex...]
            guard let value = Double(Substring(number)),
                let unit = units.first(where: { rest.starts(with: $0.name.utf8) })
            else { return nil }
            rest = rest.dropFirst(unit.name.utf8.count)
            total += value * unit.nanoseconds
        }
        return text.isEmpty ? nil : .nanoseconds(Int64(min(total, 4e18)))
    }
}
