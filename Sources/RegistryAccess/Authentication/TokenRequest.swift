internal import AuditModel
internal import DocumentReading
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel
internal import SourceText

/// Requests a token to pull from one repository.
struct TokenRequest: Sendable {
    struct Answer: Sendable {
        let result: Result<TokenReply, ResolutionFailure>
        /// The service rejected the login itself, whatever the scope.
        var isLoginRejected = false
    }

    /// How the token is requested.
    private enum Form: Sendable {
        /// distribution's token.md: GET, with the login as Basic if there is one.
        case query(Credential?)
        /// distribution's oauth.md: POST with an identity token in the body.
        case grant(Secret)
    }

    let realm: HTTPURL
    let service: String?
    let scope: String
    var login: Login?
    /// The registry that the request is counted for.
    let registry: String
    /// In messages.
    let registryName: String
    let trust: TransferTrust

    func send(
        with runner: RequestRunner, endpoints: RegistryEndpoints, options: ResolverOptions
    ) async -> Answer {
        guard case .identityToken(let token, let user) = login?.credential else {
            return answer(
                await runner.run(plan(.query(login?.credential), runner, endpoints, options)) { _ in .nothing })
        }
        let outcome = await runner.run(plan(.grant(token), runner, endpoints, options)) { _ in .nothing }
        guard case .reply(let reply) = outcome, [404, 405].contains(reply.status) else { return answer(outcome) }
        // Services without that grant accept the token as a password.
        let password = Credential.password(user: user ?? "<token>", password: token)
        return answer(await runner.run(plan(.query(password), runner, endpoints, options)) { _ in .nothing })
    }

    private func plan(
        _ form: Form, _ runner: RequestRunner, _ endpoints: RegistryEndpoints, _ options: ResolverOptions
    ) -> RequestMachine.Plan {
        let items = [service.map { (name: "service", value: $0) }, (name: "scope", value: scope)].compactMap(\.self)
        var method = HTTPRequest.Method.get
        var url = realm
        var fields = options.fields(accept: ["application/json"])
        var body: [UInt8] = []
        var authorization: Authorization?
        switch form {
        case .query(let credential):
            url = realm.appending(query: items)
            authorization = credential?.basicAuthorization.map {
                Authorization(kind: .basic, value: $0, origin: realm.origin, isFresh: true)
            }
        case .grant(let token):
            method = .post
            fields[.contentType] = "application/x-www-form-urlencoded"
            let grant = [("grant_type", "refresh_token"), ("client_id", "polyarch")]
            body = Self.form(grant + items.map { ($0.name, $0.value) } + [("refresh_token", token.exposed)])
        }
        return RequestMachine.Plan(
            registry: registry, method: method, url: url, head: RequestHead(fields), body: body,
            bodyLimit: TokenReply.sizeLimit, deadline: runner.timing.now() + options.tokenTimeout,
            exchangeTimeout: options.exchangeTimeout, retry: options.retry,
            redirectPolicy: RedirectPolicy(start: realm, trust: trust, endpoints: endpoints),
            authorization: authorization)
    }

    private static func form(_ items: [(String, String)]) -> [UInt8] {
        let pairs = items.map { "\($0)=\(HTTPURL.percentEncoded($1))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private func answer(_ outcome: RequestMachine.Outcome) -> Answer {
        switch outcome {
        case .failure(let failure, _):
            return Answer(
                result: .failure(
                    ResolutionFailure(failure.kind, "the token service of \(registryName): \(failure.message)")))
        case .reply(let reply):
            if reply.status == 200 {
                if let token = TokenReply(reply.reply.body, prefersAccessToken: reply.method == .post) {
                    return Answer(result: .success(token))
                }
                // No byte of the body is shown, for it may contain a token.
                let line = "\(reply.method.rawValue) \(reply.url.shown)"
                return Answer(
                    result: .failure(
                        ResolutionFailure(.authFailed, "\(line) answered 200 without a usable token")))
            }
            return Answer(result: .failure(refusal(reply)), isLoginRejected: login != nil && rejectsLogin(reply))
        }
    }

    /// With oauth.md the status is 400, and the body has the code (RFC 6749, section 5.2).
    private func rejectsLogin(_ reply: FinalReply) -> Bool {
        if reply.status == 401 { return true }
        return reply.status == 400 && reply.method == .post
            && String(decoding: reply.reply.body, as: UTF8.self).contains("invalid_grant")
    }

    private func refusal(_ reply: FinalReply) -> ResolutionFailure {
        switch reply.status {
        case _ where reply.isRateLimited: ResolutionFailure(.rateLimited, reply.description)
        case _ where RetryPolicy.isTemporary(reply.status): ResolutionFailure(.transient, reply.description)
        // oauth.md: an expired grant is `invalid_grant`, with 400.
        case 400 where reply.method == .post, 401, 403:
            login.map {
                ResolutionFailure(
                    .authFailed, "\(registryName) does not accept the login in \($0.source): \(reply.description)")
            }
                ?? ResolutionFailure(
                    .absentOrPrivate,
                    "\(registryName) issues no token for this repository without a login; it answers the same for "
                        + "missing and for private ones: \(reply.description)")
        default: ResolutionFailure(.authFailed, reply.description)
        }
    }
}

/// The answer of a token service (distribution's token.md).
struct TokenReply: Sendable, Hashable {
    static let sizeLimit = 64 << 10
    /// In seconds. The default, and the minimum that token.md guarantees.
    private static let shortestLifetime = 60
    private static let longestLifetime = 3600

    let token: Secret
    let life: Duration

    /// Nil if the body has no token that can be sent.
    ///
    /// - Parameter prefersAccessToken: If `token` and `access_token` differ, token.md leaves the choice to the client;
    ///   oauth.md only defines `access_token`.
    init?(_ body: [UInt8], prefersAccessToken: Bool = false) {
        let file = SourceFile(path: "", bytes: body)
        let limits = ReadingLimits(depth: 32, inputSize: Self.sizeLimit)
        guard let root = try? DocumentReader.strictJSON(file, limits: limits), root.isMapping else { return nil }
        let found = [root["token"], root["access_token"]].compactMap { $0?.string }.filter { !$0.isEmpty }
        let token = prefersAccessToken ? found.last : found.first
        // Other characters would end the field or start another one.
        guard let token, token.utf8.allSatisfy(\.isVisibleASCII) else { return nil }
        self.token = Secret(token)
        let seconds = root["expires_in"]?.text.flatMap { Int($0) } ?? Self.shortestLifetime
        life = .seconds(min(max(seconds, Self.shortestLifetime), Self.longestLifetime))
    }
}
