internal import HTTPTransport

/// The lanes of a run, one for each host that is asked: limits and outages are those of a host, whichever registries
/// it stands for.
final class HostLanes: Sendable {
    private let lanes = Locked<[String: HostLane]>([:])
    private let concurrency: @Sendable (_ origin: HTTPURL) -> Int
    private let retry: RetryPolicy
    private let timing: Timing

    init(retry: RetryPolicy, timing: Timing, concurrency: @escaping @Sendable (HTTPURL) -> Int) {
        self.concurrency = concurrency
        self.retry = retry
        self.timing = timing
    }

    func lane(for url: HTTPURL) -> HostLane {
        let origin = url.origin
        if let lane = lanes.withLock({ $0[origin] }) { return lane }
        let lane = HostLane(
            host: url.authority, concurrency: concurrency(url), retry: retry, timing: timing)
        return lanes.withLock { lanes in
            if let earlier = lanes[origin] { return earlier }
            lanes[origin] = lane
            return lane
        }
    }
}
