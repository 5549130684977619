internal import AuditModel

/// The rules of a host's limiter, without clock, task or lock, so that every course of events is a test.
///
/// After a pause one request goes ahead; the others follow when the host has answered it, so that a registry that was
/// overrun is not overrun again. A host that fails time after time is given up on: five hundred images shall not wait
/// for five hundred time-outs.
struct HostLimiterState: Sendable {
    /// The right to one exchange.
    struct Pass: Sendable, Hashable {
        fileprivate let epoch: Int
        fileprivate let isProbe: Bool
    }

    enum Decision: Sendable, Hashable {
        case enter(Pass)
        /// Until the pause is over, or the one who went ahead is back.
        case wait
        /// Until somebody leaves; nobody behind in the queue needs to ask.
        case full
        case refuse(ResolutionFailure)
    }

    enum Outcome: Sendable, Hashable {
        /// The host said something that is no complaint about being asked.
        case answered
        /// It wants to be left alone, for as long as it says, if it says so.
        case limited(Duration?, ResolutionFailure)
        /// An error of the server's own.
        case faulty(ResolutionFailure)
        /// No reply.
        case silent(ResolutionFailure)
        /// Says nothing about the host.
        case unrelated
    }

    /// Pauses in a row that did not help, after which the host is given up on.
    private static let strikeLimit = 4
    /// How long a host that was given up on is not asked.
    private static let closedTime = Duration.seconds(60)
    private static let longestProbe = 8

    private let host: String
    private let capacity: Int
    private let retry: RetryPolicy

    private var busy = 0
    /// Counts pauses: what was sent before the last one says nothing new.
    private var epoch = 0
    private var pause: (end: ContinuousClock.Instant, reason: ResolutionFailure)?
    private var needsProbe = false
    private var isProbing = false
    private var strikes = 0
    /// Failures since the last answer; silence counts double.
    private var failures = 0
    private var closed: (until: ContinuousClock.Instant, reason: ResolutionFailure)?

    init(host: String, capacity: Int, retry: RetryPolicy) {
        self.host = host
        self.capacity = max(1, capacity)
        self.retry = retry
    }

    /// So many failures in a row look like an outage: as many as are asked at one time.
    private var failureLimit: Int { 2 * min(max(capacity, 3), Self.longestProbe) }

    func pauseEnd(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        pause.flatMap { $0.end > now ? $0.end : nil }
    }

    mutating func admit(now: ContinuousClock.Instant, deadline: ContinuousClock.Instant) -> Decision {
        if let closed {
            guard closed.until <= now else { return .refuse(closed.reason) }
            self.closed = nil
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
        return .enter(Pass(epoch: epoch, isProbe: isProbing))
    }

    mutating func leave(_ pass: Pass, _ outcome: Outcome, now: ContinuousClock.Instant, jitter: Double) {
        busy -= 1
        let isNews = pass.epoch == epoch
        if pass.isProbe, isNews { isProbing = false }
        switch outcome {
        case .unrelated: break
        case .answered:
            guard isNews else { return }
            (failures, strikes, needsProbe, pause) = (0, 0, false, nil)
        case .limited(let wish, let reason):
            if let wish, wish > retry.longestRetryAfter {
                close(reason, until: now + wish)
            } else if isNews {
                interrupt(for: wish, reason, now, jitter)
            } else if let wish, let pause, pause.end < now + wish {
                self.pause = (now + wish, pause.reason)
            }
        case .faulty(let reason): failed(1, pass, reason, now, jitter)
        case .silent(let reason): failed(2, pass, reason, now, jitter)
        }
    }

    private mutating func failed(
        _ weight: Int, _ pass: Pass, _ reason: ResolutionFailure, _ now: ContinuousClock.Instant, _ jitter: Double
    ) {
        guard pass.epoch == epoch else { return }
        failures += weight
        if pass.isProbe {
            interrupt(for: nil, reason, now, jitter)
        } else if failures >= failureLimit {
            // An outage gets one more chance, not four.
            strikes = max(strikes, Self.strikeLimit - 2)
            interrupt(for: nil, reason, now, jitter)
        }
    }

    private mutating func interrupt(
        for wish: Duration?, _ reason: ResolutionFailure, _ now: ContinuousClock.Instant, _ jitter: Double
    ) {
        strikes += 1
        epoch += 1
        (needsProbe, isProbing) = (true, false)
        guard strikes < Self.strikeLimit else { return close(reason, until: now + (wish ?? Self.closedTime)) }
        let length = max(wish ?? retry.backoff(strikes - 1, jitter), retry.firstDelay)
        pause = (now + length, Self.notAsked(host, reason, "and asks for more time than is left"))
    }

    private mutating func close(_ reason: ResolutionFailure, until end: ContinuousClock.Instant) {
        epoch += 1
        (failures, strikes, pause) = (0, Self.strikeLimit - 2, nil)
        closed = (end, Self.notAsked(host, reason, "time after time"))
    }

    private static func notAsked(_ host: String, _ reason: ResolutionFailure, _ how: String) -> ResolutionFailure {
        let verb = reason.kind == .rateLimited ? "limits the rate" : "fails"
        return ResolutionFailure(reason.kind, "not asked: \(host) \(verb) \(how); the last time: \(reason.message)")
    }
}
