internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// The decisions around one request: which exchange comes next, how long to wait before it, and what the result is. It
/// has no socket and no clock, so that every path through it can be tested.
struct RequestMachine: Sendable {
    /// A request, however many exchanges it takes.
    final class Plan: Sendable {
        /// The registry that the request is counted for, as references name it.
        let registry: String
        let method: HTTPRequest.Method
        let url: HTTPURL
        let head: RequestHead
        /// Of a POST; sent to one origin only.
        let body: [UInt8]
        let bodyLimit: Int
        let deadline: ContinuousClock.Instant
        let exchangeTimeout: Duration
        let retry: RetryPolicy
        let redirectPolicy: RedirectPolicy
        /// Sent with the first exchange.
        let authorization: Authorization?

        init(
            registry: String, method: HTTPRequest.Method = .get, url: HTTPURL, head: RequestHead, body: [UInt8] = [],
            bodyLimit: Int, deadline: ContinuousClock.Instant, exchangeTimeout: Duration,
            retry: RetryPolicy = RetryPolicy(), redirectPolicy: RedirectPolicy, authorization: Authorization? = nil
        ) {
            self.registry = registry
            self.method = method
            self.url = url
            self.head = head
            self.body = body
            self.bodyLimit = bodyLimit
            self.deadline = deadline
            self.exchangeTimeout = exchangeTimeout
            self.retry = retry
            self.redirectPolicy = redirectPolicy
            self.authorization = authorization
        }
    }

    enum Event: Sendable {
        case started
        case reply(TransferReply)
        case error(TransferError)
        case waited
        case answered(AuthenticationAnswer)
    }

    enum Step: Sendable {
        case send(TransferRequest)
        case wait(Duration)
        case authenticate(AuthenticationDemand)
        case done(Outcome)
    }

    enum Outcome: Sendable {
        case reply(FinalReply)
        /// With the kind of the transfer error that caused it, if one did.
        case failure(ResolutionFailure, TransferError.Kind? = nil)
    }

    static let redirectLimit = 5

    private let plan: Plan
    private var url: HTTPURL
    private var authorization: Authorization?
    private var lastReply: TransferReply?
    private var retries = 0
    private var redirects = 0
    private var authentications = 0

    init(_ plan: Plan) {
        self.plan = plan
        url = plan.url
        authorization = plan.authorization
    }

    mutating func next(_ event: Event, now: ContinuousClock.Instant, jitter: Double) -> Step {
        switch event {
        case .started, .waited: return exchange(now)
        case .error(let error): return failed(error, now, jitter)
        case .reply(let reply):
            lastReply = reply
            return replied(reply, now, jitter)
        case .answered(.authorized(let authorization)):
            self.authorization = authorization
            return exchange(now)
        case .answered(.nothing): return end()
        case .answered(.denied(let failure)): return .done(.failure(failure))
        }
    }

    private var sentAuthorization: Authorization? {
        authorization.flatMap { $0.origin == url.origin ? $0 : nil }
    }

    private var head: RequestHead {
        guard let sentAuthorization else { return plan.head }
        var fields = plan.head.fields
        fields[.authorization] = sentAuthorization.value.exposed
        return RequestHead(fields)
    }

    private mutating func exchange(_ now: ContinuousClock.Instant) -> Step {
        guard now < plan.deadline else {
            return .done(.failure(failure(.transient, "not sent: the time limit was reached"), .timedOut))
        }
        return .send(
            TransferRequest(
                method: plan.method, url: url, head: head, body: plan.body,
                deadline: min(plan.deadline, now + plan.exchangeTimeout),
                bodyLimit: plan.bodyLimit, trust: plan.redirectPolicy.trust(at: url)))
    }

    private mutating func replied(_ reply: TransferReply, _ now: ContinuousClock.Instant, _ jitter: Double) -> Step {
        switch reply.status {
        case 301, 302, 303, 307, 308: return redirected(reply, now)
        case 401: return challenged(reply)
        default: break
        }
        if let delay = plan.retry.delay(after: reply, retries: retries, jitter: jitter), now + delay < plan.deadline {
            retries += 1
            return .wait(delay)
        }
        return end()
    }

    private mutating func failed(_ error: TransferError, _ now: ContinuousClock.Instant, _ jitter: Double) -> Step {
        // A POST that may have arrived is not sent again: its grant may be valid only once.
        let isRepeatable = plan.method != .post || [.connection, .nameResolution].contains(error.kind)
        if isRepeatable, let delay = plan.retry.delay(after: error, retries: retries, jitter: jitter),
            now + delay < plan.deadline
        {
            retries += 1
            return .wait(delay)
        }
        let attempts = retries == 0 ? "" : " (tried \(retries + 1) times)"
        return .done(.failure(failure(error.resolutionKind, error.message + attempts), error.kind))
    }

    private mutating func challenged(_ reply: TransferReply) -> Step {
        // Twice at most: once because a token expired or was for another origin, and once for this challenge.
        guard sentAuthorization?.isFresh != true, authentications < 2 else { return end() }
        authentications += 1
        let challenges = AuthenticationChallenge.parse(reply.fields[values: .wwwAuthenticate])
        return .authenticate(AuthenticationDemand(challenges: challenges, url: url, rejected: sentAuthorization))
    }

    private mutating func redirected(_ reply: TransferReply, _ now: ContinuousClock.Instant) -> Step {
        guard let location = reply.fields[.location] else {
            return .done(
                .failure(failure(.protocolViolation, "answered \(reply.status) without a Location")))
        }
        guard location.utf8.count <= 8 << 10 else {
            return .done(.failure(failure(.refused, "redirects to a URL of more than 8 KiB")))
        }
        let target: HTTPURL
        do {
            target = try HTTPURL(location, relativeTo: url)
        } catch {
            return .done(.failure(failure(.refused, "redirects to an invalid URL: \(error.message)")))
        }
        if plan.method == .post, target.origin != url.origin || ![307, 308].contains(reply.status) {
            let reason = "which is not followed, because the request carries a login"
            return .done(.failure(failure(.refused, "redirects to \(target.shown), \(reason)")))
        }
        redirects += 1
        guard redirects <= Self.redirectLimit else {
            return .done(.failure(failure(.refused, "redirects more than \(Self.redirectLimit) times")))
        }
        if let reason = plan.redirectPolicy.refusal(from: url, to: target) {
            return .done(.failure(failure(.refused, "redirects to \(target.shown), which is refused: \(reason)")))
        }
        url = target
        return exchange(now)
    }

    private func end() -> Step {
        guard let lastReply else { return .done(.failure(failure(.transient, "there was no reply"))) }
        return .done(
            .reply(
                FinalReply(
                    method: plan.method, url: url, reply: lastReply, attempts: retries + 1,
                    authorization: sentAuthorization?.kind, isRedirected: url.origin != plan.url.origin)))
    }

    private func failure(_ kind: ResolutionFailure.Kind, _ message: String) -> ResolutionFailure {
        ResolutionFailure(kind, "\(plan.method.rawValue) \(url.shown): \(message)")
    }
}

extension TransferError {
    var resolutionKind: ResolutionFailure.Kind {
        switch kind {
        case .bodyTooLarge, .headersTooLarge, .addressRefused, .invalidRequest: .refused
        case .malformedReply: .protocolViolation
        default: .transient
        }
    }
}

/// The reply that ended a request, and how it was obtained.
struct FinalReply: Sendable {
    let method: HTTPRequest.Method
    /// Of the last exchange: another than the first one's after redirects.
    let url: HTTPURL
    let reply: TransferReply
    let attempts: Int
    /// Sent with the last exchange.
    let authorization: Authorization.Kind?
    /// Whether the last exchange was with another origin than the first.
    let isRedirected: Bool

    var status: Int { reply.status }
    var fields: HTTPFields { reply.fields }
    var body: [UInt8] { reply.body }

    var isRateLimited: Bool {
        status == 429 || ([403, 503].contains(status) && ErrorBody(reply).codes.contains("TOOMANYREQUESTS"))
    }

    /// `GET https://ghcr.io/v2/a/b/manifests/1 answered 404 (MANIFEST_UNKNOWN: manifest unknown)`.
    var description: String {
        let tried = attempts > 1 ? ", tried \(attempts) times" : ""
        let words = ErrorBody(reply).summary.map { " (\($0))" } ?? ""
        return "\(method.rawValue) \(url.shown) answered \(status)\(tried)\(words)"
    }
}
