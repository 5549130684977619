internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// Does what the machine decides, each exchange in the limiter of the host that it goes to, and keeps the books.
final class RequestRunner: Sendable {
    let transport: any Transport
    let timing: Timing
    let limiters: HostLimiters
    let statistics: RequestStatistics
    let observer: (any ResolverObserver)?
    private let beginning: ContinuousClock.Instant

    init(
        transport: any Transport, timing: Timing, limiters: HostLimiters,
        statistics: RequestStatistics = RequestStatistics(),
        observer: (any ResolverObserver)? = nil
    ) {
        self.transport = transport
        self.timing = timing
        self.limiters = limiters
        self.statistics = statistics
        self.observer = observer
        beginning = timing.now()
    }

    /// What a registry wants to be shown, for requests that got in line before anybody knew: without it a run would begin
    /// with a 401 for each of them.
    struct LearnedAuthentication: Sendable {
        let isLearned: @Sendable () -> Bool
        let answer: @Sendable () async -> AuthenticationAnswer
    }

    func run(
        _ plan: RequestMachine.Plan, lesson: LearnedAuthentication? = nil,
        authenticate: (AuthenticationDemand) async -> AuthenticationAnswer
    ) async -> RequestMachine.Outcome {
        var lesson = lesson
        var machine = RequestMachine(plan)
        var event = RequestMachine.Event.started
        var attempt = 1
        var lastRequest: TransferRequest?
        while true {
            switch machine.next(event, now: timing.now(), jitter: timing.jitter()) {
            case .send(let request):
                if observer != nil { lastRequest = request }
                switch await exchange(request, plan, attempt, lesson) {
                case .event(let next):
                    event = next
                    lesson = nil
                case .learned(let learned):
                    lesson = nil
                    let answer = await learned.answer()
                    event = if case .authorized = answer { .answered(answer) } else { .started }
                case .end(let outcome): return outcome
                }
            case .wait(let duration):
                attempt += 1
                statistics.countRetry(plan.registry)
                SpareWorkers.current?.call()
                if let lastRequest {
                    observer?.retrying(ObservedRetry(lastRequest, after: event, attempt: attempt, delay: duration))
                }
                do {
                    try await timing.sleep(duration)
                    event = .waited
                } catch {
                    return Self.cancelled
                }
            case .authenticate(let demand):
                event = .answered(await authenticate(demand))
            case .done(let outcome): return outcome
            }
        }
    }

    private enum Exchanged {
        case event(RequestMachine.Event)
        /// Nothing was sent: there is something to show first.
        case learned(LearnedAuthentication)
        case end(RequestMachine.Outcome)
    }

    private static let cancelled = RequestMachine.Outcome.failure(
        ResolutionFailure(.transient, "the run was ended"), .cancelled)

    private func exchange(
        _ request: TransferRequest, _ plan: RequestMachine.Plan, _ attempt: Int, _ lesson: LearnedAuthentication?
    ) async -> Exchanged {
        let limiter = limiters.limiter(for: request.url)
        if request.url.origin != plan.url.origin { SpareWorkers.current?.call() }
        let arrival = observer.map { _ in timing.now() }
        switch await limiter.enter(before: plan.deadline) {
        case .cancelled: return .end(Self.cancelled)
        case .refused(let failure): return .end(.failure(failure))
        case .granted(let pass):
            // Finding out what to show may need a place in this very limiter.
            if let lesson, lesson.isLearned() {
                limiter.leave(pass, .unrelated)
                return .learned(lesson)
            }
            let now = timing.now()
            guard now < plan.deadline else {
                limiter.leave(pass, .unrelated)
                let message = "\(request.method.rawValue) \(request.url.shown): there was no time left to ask"
                return .end(.failure(ResolutionFailure(.transient, message), .timedOut))
            }
            var request = request
            // The time of an exchange begins when it does, not when it got in line.
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
                        waited: arrival.duration(to: now), started: beginning.duration(to: now),
                        lasted: now.duration(to: timing.now())))
            }
            switch outcome {
            case .success(let reply):
                let limit = RateLimit(reply.fields)
                statistics.note(reply, limit, plan.registry)
                limiter.leave(pass, Self.outcome(reply, limit, request))
                return .event(.reply(reply))
            case .failure(let error):
                limiter.leave(pass, Self.outcome(error, request))
                return .event(.error(error))
            }
        }
    }

    /// What a reply says about the host.
    private static func outcome(
        _ reply: TransferReply, _ limit: RateLimit?, _ request: TransferRequest
    ) -> HostLimiterState.Outcome {
        guard reply.status >= 400 else {
            // At zero the next one would be refused, and be held against whoever asks.
            guard let wait = limit?.exhaustion else { return .answered }
            return .limited(wait, failure(.rateLimited, request, "that was the last that the rate limit allows"))
        }
        let final = FinalReply(
            method: request.method, url: request.url, reply: reply, attempts: 1, authorization: nil,
            isRedirected: false)
        let wish = RetryPolicy.retryAfter(reply.fields)
        if final.isRateLimited { return .limited(wish, ResolutionFailure(.rateLimited, final.description)) }
        guard RetryPolicy.isTemporary(reply.status) else { return .answered }
        let reason = ResolutionFailure(.transient, final.description)
        return wish.map { .limited($0, reason) } ?? .faulty(reason)
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
