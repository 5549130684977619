internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// Asks a token service for the right to pull from one repository.
struct TokenRequest: Sendable {
    let realm: HTTPURL
    let service: String?
    let scope: String
    let login: Credential?
    /// On whose account it is asked, and how messages name it.
    let registry: String
    let registryName: String
    let trust: TransferTrust

    func send(
        with runner: RequestRunner, endpoints: RegistryEndpoints, options: ResolverOptions
    ) async -> Result<TokenReply, ResolutionFailure> {
        let items = [service.map { (name: "service", value: $0) }, (name: "scope", value: scope)].compactMap(\.self)
        let plan = RequestMachine.Plan(
            registry: registry, url: realm.appending(query: items),
            fields: options.fields(accept: ["application/json"]),
            bodyLimit: TokenReply.sizeLimit, deadline: runner.timing.now() + options.tokenTimeout,
            exchangeTimeout: options.exchangeTimeout, retry: options.retry,
            reach: Reach(home: realm, trust: trust, endpoints: endpoints),
            authorization: login?.basicAuthorization.map {
                Authorization(kind: .basic, value: $0, origin: realm.origin, isFresh: true)
            })
        switch await runner.run(plan, authenticate: { _ in .nothing }) {
        case .failure(let failure, _):
            return .failure(ResolutionFailure(failure.kind, "the token service of \(registryName): \(failure.message)"))
        case .reply(let reply):
            if reply.status == 200 {
                if let token = TokenReply(reply.reply.body) { return .success(token) }
                // Not a byte of the body: whatever it is, a token may be in it.
                return .failure(
                    ResolutionFailure(.authFailed, "\(Self.line(reply)) answered 200 OK without a usable token"))
            }
            return .failure(refusal(reply))
        }
    }

    private static func line(_ reply: FinalReply) -> String { "\(reply.method.rawValue) \(reply.url.shown)" }

    private func refusal(_ reply: FinalReply) -> ResolutionFailure {
        switch reply.status {
        case _ where reply.isRateLimited: ResolutionFailure(.rateLimited, reply.description)
        case _ where RetryPolicy.isTemporary(reply.status): ResolutionFailure(.transient, reply.description)
        case 401, 403:
            login == nil
                ? ResolutionFailure(
                    .absentOrPrivate,
                    "\(registryName) gives nobody without a login a token for this repository; it answers the same for "
                        + "what is missing and what is private: \(reply.description)")
                : ResolutionFailure(
                    .authFailed,
                    "\(registryName) does not accept the login in Docker's configuration: \(reply.description)"
                )
        default: ResolutionFailure(.authFailed, reply.description)
        }
    }
}
