internal import AuditModel
internal import HTTPTransport

/// What all requests to one host share: how many may be under way at one time, until when the host is left alone, and
/// whether it has been given up on. The decisions are `HostLimiterState`'s; here tasks wait for them.
final class HostLimiter: Sendable {
    enum Entry: Sendable {
        case granted(HostLimiterState.Pass)
        case refused(ResolutionFailure)
        /// The run was ended meanwhile.
        case cancelled
    }

    private final class Waiter: Sendable {
        let id: Int
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Entry, Never>

        init(id: Int, deadline: ContinuousClock.Instant, continuation: CheckedContinuation<Entry, Never>) {
            self.id = id
            self.deadline = deadline
            self.continuation = continuation
        }
    }

    /// A queue that nobody has to move up in: most often one enters and one leaves, with hundreds between them.
    private struct Waiters: Sendable {
        private var all: [Waiter] = []
        private var start = 0

        var first: Waiter? { start < all.count ? all[start] : nil }
        var isEmpty: Bool { start == all.count }

        mutating func append(_ waiter: Waiter) { all.append(waiter) }

        mutating func removeFirst() {
            start += 1
            guard start > 64, start * 2 > all.count else { return }
            all.removeFirst(start)
            start = 0
        }

        mutating func remove(_ id: Int) -> Waiter? {
            all[start...].firstIndex { $0.id == id }.map { all.remove(at: $0) }
        }

        /// Before all others.
        mutating func putBack(_ waiters: [Waiter]) {
            if waiters.isEmpty { return }
            all.replaceSubrange(..<start, with: waiters)
            start = 0
        }
    }

    private struct Guarded: Sendable {
        var state: HostLimiterState
        /// In order of arrival.
        var waiters = Waiters()
        /// Cancelled before they could wait.
        var cancelled: Set<Int> = []
        var nextID = 0
        /// Until when a task sleeps that will serve those who wait.
        var alarm: ContinuousClock.Instant?
    }

    private let guarded: Locked<Guarded>
    private let timing: Timing

    init(host: String, concurrency: Int, retry: RetryPolicy, timing: Timing) {
        guarded = Locked(Guarded(state: HostLimiterState(host: host, capacity: concurrency, retry: retry)))
        self.timing = timing
    }

    /// Waits for a place; refused at once where the host was given up on, or wants to be left alone beyond `deadline`.
    func enter(before deadline: ContinuousClock.Instant) async -> Entry {
        if Task.isCancelled { return .cancelled }
        if let entry = entryAtOnce(before: deadline) { return entry }
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
                if let waiter = guarded.waiters.remove(id) { return waiter }
                guarded.cancelled.insert(id)
                return nil
            }
            waiter?.continuation.resume(returning: .cancelled)
        }
    }

    /// nil where it has to be waited for.
    private func entryAtOnce(before deadline: ContinuousClock.Instant) -> Entry? {
        let now = timing.now()
        return guarded.withLock { guarded in
            guard guarded.waiters.isEmpty else { return nil }
            switch guarded.state.admit(now: now, deadline: deadline) {
            case .enter(let pass): return .granted(pass)
            case .refuse(let failure): return .refused(failure)
            case .wait, .full: return nil
            }
        }
    }

    /// Gives the place back, and lets those who wait draw their conclusions from what became of the exchange.
    func leave(_ pass: HostLimiterState.Pass, _ outcome: HostLimiterState.Outcome) {
        let jitter = timing.jitter()
        serve { state, now in state.leave(pass, outcome, now: now, jitter: jitter) }
    }

    private func enqueue(_ waiter: Waiter) {
        let isCancelled = guarded.withLock { guarded in
            if guarded.cancelled.remove(waiter.id) != nil { return true }
            guarded.waiters.append(waiter)
            return false
        }
        if isCancelled { waiter.continuation.resume(returning: .cancelled) } else { serve() }
    }

    /// Lets in who may go in, first come first served, and sees to it that the end of a pause is noticed.
    private func serve(after change: (inout HostLimiterState, ContinuousClock.Instant) -> Void = { _, _ in }) {
        let now = timing.now()
        let (served, alarm) = guarded.withLock { guarded -> ([(Waiter, Entry)], ContinuousClock.Instant?) in
            change(&guarded.state, now)
            var served: [(Waiter, Entry)] = []
            var kept: [Waiter] = []
            next: while let waiter = guarded.waiters.first {
                switch guarded.state.admit(now: now, deadline: waiter.deadline) {
                case .enter(let pass): served.append((waiter, .granted(pass)))
                case .refuse(let failure): served.append((waiter, .refused(failure)))
                case .wait: kept.append(waiter)
                case .full: break next
                }
                guarded.waiters.removeFirst()
            }
            guarded.waiters.putBack(kept)
            guard !kept.isEmpty, let end = guarded.state.pauseEnd(after: now), guarded.alarm.map({ $0 < end }) ?? true
            else { return (served, nil) }
            guarded.alarm = end
            return (served, end)
        }
        for (waiter, entry) in served { waiter.continuation.resume(returning: entry) }
        if let alarm { serve(at: alarm) }
    }

    private func serve(at end: ContinuousClock.Instant) {
        // The task keeps the limiter until the pause is over; whoever waits would keep it as well.
        Task {
            try? await timing.sleep(timing.now().duration(to: end))
            guarded.withLock { if $0.alarm == end { $0.alarm = nil } }
            serve()
        }
    }
}

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
