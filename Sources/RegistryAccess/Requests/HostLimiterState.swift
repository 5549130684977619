internal import AuditModel

/// The rules of a host's limiter, without clock, tasks or locks, so that every sequence of events can be tested.
///
/// After a pause one probe goes ahead, and the rest follow once the host has answered it: a registry that was overrun
/// is not overrun again. A host that keeps failing is given up on, so that five hundred images do not wait for five
/// hundred time-outs.
struct HostLimiterState: Sendable {
    /// The right to one exchange.
    struct Permit: Sendable, Hashable {
        fileprivate let epoch: Int
        fileprivate let isProbe: Bool
    }

    enum Decision: Sendable, Hashable {
        case admit(Permit)
        /// Until the pause is over, or the probe has returned.
        case wait
        /// Until a permit is released; the rest of the queue need not be asked about.
        case full
        case refuse(ResolutionFailure)
    }

    enum Outcome: Sendable, Hashable {
        /// The host answered, and did not limit the rate.
        case answered
        /// The host limits the rate; the time is its `Retry-After`, if it sent one.
        case limited(Duration?, ResolutionFailure)
        /// A server error.
        case faulty(ResolutionFailure)
        /// No reply.
        case silent(ResolutionFailure)
        /// Shows nothing about the host.
        case unrelated
    }

    /// The host is given up on after this many pauses in a row that did not help.
    private static let failedPauseLimit = 4
    /// How long a host that was given up on gets no requests.
    private static let givenUpTime = Duration.seconds(60)
    private static let largestFailureUnit = 8

    private let host: String
    private let capacity: Int
    private let retry: RetryPolicy

    private var busy = 0
    /// Counts pauses: the outcome of an exchange from before the last pause is stale.
    private var epoch = 0
    private var pause: (end: ContinuousClock.Instant, reason: ResolutionFailure)?
    private var needsProbe = false
    private var isProbing = false
    private var failedPauses = 0
    /// Since the last answer; silence counts twice.
    private var failures = 0
    private var givenUp: (until: ContinuousClock.Instant, reason: ResolutionFailure)?

    init(host: String, capacity: Int, retry: RetryPolicy) {
        self.host = host
        self.capacity = max(1, capacity)
        self.retry = retry
    }

    /// This many failures in a row look like an outage: twice as many as may be under way at once.
    private var failureLimit: Int { 2 * min(max(capacity, 3), Self.largestFailureUnit) }

    func pauseEnd(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        pause.flatMap { $0.end > now ? $0.end : nil }
    }

    mutating func admit(now: ContinuousClock.Instant, deadline: ContinuousClock.Instant) -> Decision {
        if let givenUp {
            guard givenUp.until <= now else { return .refuse(givenUp.reason) }
            self.givenUp = nil
            needsProbe = true
            isProbing = false
        }
        if let pause, pause.end > now {
            return pause.end < deadline ? .wait : .refuse(pause.reason)
        }
        guard busy < capacity else { return .full }
        if needsProbe {
            guard !isProbing else { return .wait }
            isProbing = true
        }
        busy += 1
        return .admit(Permit(epoch: epoch, isProbe: isProbing))
    }

    mutating func release(_ permit: Permit, _ outcome: Outcome, now: ContinuousClock.Instant, jitter: Double) {
        busy -= 1
        let isCurrent = permit.epoch == epoch
        if permit.isProbe, isCurrent { isProbing = false }
        switch outcome {
        case .unrelated: break
        case .answered:
            guard isCurrent else { return }
            (failures, failedPauses, needsProbe, pause) = (0, 0, false, nil)
        case .limited(let wait, let reason):
            if let wait, wait > retry.longestRetryAfter {
                giveUp(reason, until: now + wait)
            } else if isCurrent {
                interrupt(for: wait, reason, now, jitter)
            } else if let wait, let pause, pause.end < now + wait {
                self.pause = (now + wait, pause.reason)
            }
        case .faulty(let reason): failed(1, permit, reason, now, jitter)
        case .silent(let reason): failed(2, permit, reason, now, jitter)
        }
    }

    private mutating func failed(
        _ increment: Int, _ permit: Permit, _ reason: ResolutionFailure, _ now: ContinuousClock.Instant,
        _ jitter: Double
    ) {
        guard permit.epoch == epoch else { return }
        failures += increment
        if permit.isProbe {
            interrupt(for: nil, reason, now, jitter)
        } else if failures >= failureLimit {
            // An outage gets one more try, not four.
            failedPauses = max(failedPauses, Self.failedPauseLimit - 2)
            interrupt(for: nil, reason, now, jitter)
        }
    }

    private mutating func interrupt(
        for wait: Duration?, _ reason: ResolutionFailure, _ now: ContinuousClock.Instant, _ jitter: Double
    ) {
        failedPauses += 1
        epoch += 1
        (needsProbe, isProbing) = (true, false)
        guard failedPauses < Self.failedPauseLimit else {
            return giveUp(reason, until: now + (wait ?? Self.givenUpTime))
        }
        let length = max(wait ?? retry.backoff(failedPauses - 1, jitter), retry.firstDelay)
        let verb = reason.kind == .rateLimited ? "limits the rate" : "fails"
        pause = (
            now + length, notAsked("\(verb), and the pause before the next try is longer than the time left", reason)
        )
    }

    private mutating func giveUp(_ reason: ResolutionFailure, until end: ContinuousClock.Instant) {
        epoch += 1
        (failures, failedPauses, pause) = (0, Self.failedPauseLimit - 2, nil)
        givenUp = (end, notAsked(reason.kind == .rateLimited ? "limits the rate" : "keeps failing", reason))
    }

    private func notAsked(_ cause: String, _ reason: ResolutionFailure) -> ResolutionFailure {
        ResolutionFailure(reason.kind, "not contacted: \(host) \(cause); last failure: \(reason.message)")
    }
}
