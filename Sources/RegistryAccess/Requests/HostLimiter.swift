internal import AuditModel
internal import DequeModule
internal import HTTPTransport

/// Limits what all requests to one host share: how many may be under way at once, how long the host is left alone, and
/// whether it has been given up on. `HostLimiterState` makes these decisions; here tasks wait for them.
final class HostLimiter: Sendable {
    enum Admission: Sendable {
        case granted(HostLimiterState.Permit)
        case refused(ResolutionFailure)
        /// The task was cancelled while it waited.
        case cancelled
    }

    private struct Waiter: Sendable {
        let id: Int
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Admission, Never>
    }

    private struct Guarded: Sendable {
        var state: HostLimiterState
        /// In order of arrival.
        var waiters: Deque<Waiter> = []
        /// Cancelled before they were enqueued.
        var cancelled: Set<Int> = []
        var nextID = 0
        /// When a sleeping task will admit those who wait.
        var alarm: ContinuousClock.Instant?
    }

    private let guarded: Locked<Guarded>
    private let timing: Timing

    init(host: String, concurrency: Int, retry: RetryPolicy, timing: Timing) {
        guarded = Locked(Guarded(state: HostLimiterState(host: host, capacity: concurrency, retry: retry)))
        self.timing = timing
    }

    /// Waits for a permit. Refuses at once if the host has been given up on, or must be left alone beyond `deadline`.
    /// Every permit must be given back through `release`.
    func acquire(before deadline: ContinuousClock.Instant) async -> Admission {
        if Task.isCancelled { return .cancelled }
        if let admission = immediateAdmission(before: deadline) { return admission }
        let id = guarded.withLock { guarded in
            guarded.nextID += 1
            return guarded.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(Waiter(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            let waiter = guarded.withLock { guarded -> Waiter? in
                guard let index = guarded.waiters.firstIndex(where: { $0.id == id }) else {
                    guarded.cancelled.insert(id)
                    return nil
                }
                return guarded.waiters.remove(at: index)
            }
            waiter?.continuation.resume(returning: .cancelled)
        }
    }

    /// nil if the caller has to wait.
    private func immediateAdmission(before deadline: ContinuousClock.Instant) -> Admission? {
        let now = timing.now()
        return guarded.withLock { guarded in
            guard guarded.waiters.isEmpty else { return nil }
            switch guarded.state.admit(now: now, deadline: deadline) {
            case .admit(let permit): return .granted(permit)
            case .refuse(let failure): return .refused(failure)
            case .wait, .full: return nil
            }
        }
    }

    /// Gives a permit back, and tells those who wait what the exchange showed about the host.
    func release(_ permit: HostLimiterState.Permit, _ outcome: HostLimiterState.Outcome) {
        let jitter = timing.jitter()
        admitWaiters { state, now in state.release(permit, outcome, now: now, jitter: jitter) }
    }

    private func enqueue(_ waiter: Waiter) {
        let isCancelled = guarded.withLock { guarded in
            if guarded.cancelled.remove(waiter.id) != nil { return true }
            guarded.waiters.append(waiter)
            return false
        }
        if isCancelled { waiter.continuation.resume(returning: .cancelled) } else { admitWaiters() }
    }

    /// Admits those who may go, first come first served, and sets an alarm for the end of a pause.
    private func admitWaiters(after change: (inout HostLimiterState, ContinuousClock.Instant) -> Void = { _, _ in }) {
        let now = timing.now()
        let (admitted, alarm) = guarded.withLock { guarded -> ([(Waiter, Admission)], ContinuousClock.Instant?) in
            change(&guarded.state, now)
            var admitted: [(Waiter, Admission)] = []
            var kept: [Waiter] = []
            next: while let waiter = guarded.waiters.first {
                switch guarded.state.admit(now: now, deadline: waiter.deadline) {
                case .admit(let permit): admitted.append((waiter, .granted(permit)))
                case .refuse(let failure): admitted.append((waiter, .refused(failure)))
                case .wait: kept.append(waiter)
                case .full: break next
                }
                guarded.waiters.removeFirst()
            }
            guarded.waiters.prepend(contentsOf: kept)
            guard !kept.isEmpty, let end = guarded.state.pauseEnd(after: now), guarded.alarm.map({ $0 < end }) ?? true
            else { return (admitted, nil) }
            guarded.alarm = end
            return (admitted, end)
        }
        for (waiter, admission) in admitted { waiter.continuation.resume(returning: admission) }
        if let alarm { admitWaiters(at: alarm) }
    }

    private func admitWaiters(at end: ContinuousClock.Instant) {
        // The task keeps the limiter alive until the pause is over.
        Task {
            try? await timing.sleep(timing.now().duration(to: end))
            guarded.withLock { if $0.alarm == end { $0.alarm = nil } }
            admitWaiters()
        }
    }
}

/// The limiters of a run, one per origin: limits and outages are those of a host, whichever registries it serves.
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
        let limiter = HostLimiter(host: url.authority, concurrency: concurrency(url), retry: retry, timing: timing)
        return limiters.withLock { limiters in
            let first = limiters[origin] ?? limiter
            limiters[origin] = first
            return first
        }
    }
}
