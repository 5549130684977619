internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// Carries out what a `RequestMachine` decides. Each exchange waits for a permit of the host that it goes to, and is
/// counted and shown to the observer.
final class RequestRunner: Sendable {
    let transport: any Transport
    let timing: Timing
    let limiters: HostLimiters
    let statistics = RequestStatistics()
    let detours = DetourSignals()
    let observer: (any ResolverObserver)?
    private let start: ContinuousClock.Instant

    init(
        transport: any Transport, timing: Timing, limiters: HostLimiters, observer: (any ResolverObserver)? = nil
    ) {
        self.transport = transport
        self.timing = timing
        self.limiters = limiters
        self.observer = observer
        start = timing.now()
    }

    /// What the registry asks for, learned from another request while this one waited for its permit. Without it a run
    /// would start with a 401 for every request in the queue.
    struct LearnedAuthentication: Sendable {
        let isLearned: @Sendable () -> Bool
        let answer: @Sendable () async -> AuthenticationAnswer
    }

    func run(
        _ plan: RequestMachine.Plan, learned: LearnedAuthentication? = nil,
        authenticate: (AuthenticationDemand) async -> AuthenticationAnswer
    ) async -> RequestMachine.Outcome {
        var learned = learned
        var machine = RequestMachine(plan)
        var event = RequestMachine.Event.started
        var attempt = 1
        var lastRequest: TransferRequest?
        while true {
            switch machine.next(event, now: timing.now(), jitter: timing.jitter()) {
            case .send(let request):
                lastRequest = request
                switch await exchange(request, plan, attempt, learned) {
                case .event(let next): event = next
                case .learned(let authentication):
                    let answer = await authentication.answer()
                    event = if case .authorized = answer { .answered(answer) } else { .started }
                case .end(let outcome): return outcome
                }
                learned = nil
            case .wait(let duration):
                attempt += 1
                statistics.countRetry(plan.registry)
                detours.noteDetour(plan.registry)
                if let lastRequest, let observer {
                    observer.retrying(ObservedRetry(lastRequest, after: event, attempt: attempt, delay: duration))
                }
                do {
                    try await timing.sleep(duration)
                    event = .waited
                } catch {
                    return Self.cancelled
                }
            case .authenticate(let demand):
                detours.noteDetour(plan.registry)
                event = .answered(await authenticate(demand))
            case .done(let outcome): return outcome
            }
        }
    }

    private enum Exchanged {
        case event(RequestMachine.Event)
        /// Nothing was sent: there is an authorization to obtain first.
        case learned(LearnedAuthentication)
        case end(RequestMachine.Outcome)
    }

    private static let cancelled = RequestMachine.Outcome.failure(
        ResolutionFailure(.transient, "the run was cancelled"), .cancelled)

    private func exchange(
        _ request: TransferRequest, _ plan: RequestMachine.Plan, _ attempt: Int, _ learned: LearnedAuthentication?
    ) async -> Exchanged {
        if request.url.origin != plan.url.origin { detours.noteDetour(plan.registry) }
        let limiter = limiters.limiter(for: request.url)
        let arrival = observer.map { _ in timing.now() }
        let permit: HostLimiterState.Permit
        switch await limiter.acquire(before: plan.deadline) {
        case .cancelled: return .end(Self.cancelled)
        case .refused(let failure): return .end(.failure(failure))
        case .granted(let granted): permit = granted
        }
        // Obtaining the authorization may need a permit of this very limiter.
        if let learned, learned.isLearned() {
            limiter.release(permit, .unrelated)
            return .learned(learned)
        }
        let now = timing.now()
        guard now < plan.deadline else {
            limiter.release(permit, .unrelated)
            return .end(.failure(Self.failure(.transient, request, "not sent: the time limit was reached"), .timedOut))
        }
        var request = request
        // The time for an exchange does not include the wait for the permit.
        request.deadline = min(plan.deadline, now + plan.exchangeTimeout)
        let number = statistics.countExchange(plan.registry)
        let outcome: Result<TransferReply, TransferError>
        do {
            outcome = .success(try await transport.exchange(request))
        } catch {
            outcome = .failure(error)
        }
        if let observer, let arrival {
            observer.exchanged(
                ObservedExchange(
                    number: number, registry: plan.registry, request: request, outcome: outcome, attempt: attempt,
                    waited: arrival.duration(to: now), started: start.duration(to: now),
                    duration: now.duration(to: timing.now())))
        }
        switch outcome {
        case .success(let reply):
            let limit = RateLimit(reply.fields)
            statistics.note(reply, limit, plan.registry)
            limiter.release(permit, Self.outcome(reply, limit, request))
            return .event(.reply(reply))
        case .failure(let error):
            limiter.release(permit, Self.outcome(error, request))
            return .event(.error(error))
        }
    }

    /// What a reply shows about the host.
    private static func outcome(
        _ reply: TransferReply, _ limit: RateLimit?, _ request: TransferRequest
    ) -> HostLimiterState.Outcome {
        guard reply.status >= 400 else {
            // With nothing remaining the next request would be refused, and might count against the limit.
            guard let wait = limit?.exhaustion else { return .answered }
            return .limited(wait, failure(.rateLimited, request, "the rate limit is used up"))
        }
        let final = FinalReply(
            method: request.method, url: request.url, reply: reply, attempts: 1, authorization: nil,
            isRedirected: false)
        let wait = RetryAfter.delay(reply.fields)
        if final.isRateLimited { return .limited(wait, ResolutionFailure(.rateLimited, final.description)) }
        guard RetryPolicy.isTemporary(reply.status) else { return .answered }
        let reason = ResolutionFailure(.transient, final.description)
        return wait.map { .limited($0, reason) } ?? .faulty(reason)
    }

    private static func outcome(_ error: TransferError, _ request: TransferRequest) -> HostLimiterState.Outcome {
        let reason = failure(error.resolutionKind, request, error.message)
        switch error.kind {
        case .nameResolution, .connection, .tls, .timedOut: return .silent(reason)
        case .truncated: return .faulty(reason)
        case .bodyTooLarge, .headersTooLarge, .malformedReply: return .answered
        case .addressRefused, .invalidRequest, .cancelled, .closed, .unavailable: return .unrelated
        }
    }

    private static func failure(
        _ kind: ResolutionFailure.Kind, _ request: TransferRequest, _ message: String
    ) -> ResolutionFailure {
        ResolutionFailure(kind, "\(request.method.rawValue) \(request.url.shown): \(message)")
    }
}
