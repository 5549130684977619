internal import HTTPTransport

/// The limiters of a run, one for each host that is asked: limits and outages are those of a host, whichever registries
/// it stands for.
final class HostLimiters: Sendable {
    private let limiters = Locked<[String: HostLimiter]>([:])
    private let concurrency: @Sendable (_ origin: HTTPURL) -> Int
    private let retry: RetryPolicy
    private let timing: Timing

    init(retry: RetryPolicy, timing: Timing, concurrency: @escaping @Sendable (HTTPURL) -> Int) {
        self.concurrency = concurrency
        self.retry = retry
        self.timing = timing
    }

    func limiter(for url: HTTPURL) -> HostLimiter {
        let origin = url.origin
        if let limiter = limiters.withLock({ $0[origin] }) { return limiter }
        let limiter = HostLimiter(
            host: url.authority, concurrency: concurrency(url), retry: retry, timing: timing)
        return limiters.withLock { limiters in
            if let earlier = limiters[origin] { return earlier }
            limiters[origin] = limiter
            return limiter
        }
    }
}
