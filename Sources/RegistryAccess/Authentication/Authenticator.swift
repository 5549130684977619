internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// Answers the challenges of registries with the configured logins, and with nothing else.
final class Authenticator: Sendable {
    private let logins: LoginFinder
    private let runner: RequestRunner
    private let endpoints: RegistryEndpoints
    private let options: ResolverOptions
    private let tokens: TokenCache
    /// Logins that a token service rejected, with its message.
    private let rejectedLogins = Locked<[Login: ResolutionFailure]>([:])
    private let discovered = SingleFlight<RegistryEndpoint, [AuthenticationChallenge]>()

    init(logins: LoginFinder, runner: RequestRunner, endpoints: RegistryEndpoints, options: ResolverOptions) {
        self.logins = logins
        self.runner = runner
        self.endpoints = endpoints
        self.options = options
        tokens = TokenCache(timing: runner.timing)
    }

    /// What to send without a challenge, by what the registry asked for before.
    func known(for session: EndpointSession, repository: String) async -> AuthenticationAnswer {
        let endpoint = session.endpoint
        switch session.scheme.withLock({ $0 }) {
        case nil: return .nothing
        case .basic: return await basic(endpoint, repository)
        case .bearer(let realm, let service):
            return await bearer(realm: realm, service: service, at: endpoint, repository, challengedAt: endpoint.url)
        }
    }

    /// Why the configured login for an endpoint is not used; nil if it is, or if there is none.
    func refusedLogin(for endpoint: RegistryEndpoint, repository: String) async -> ResolutionFailure? {
        do {
            guard let login = try await logins.login(for: endpoint, repository: repository) else { return nil }
            return rejectedLogins.withLock { $0[login] }
        } catch {
            return error
        }
    }

    func answer(
        _ demand: AuthenticationDemand, from session: EndpointSession, repository: String
    ) async -> AuthenticationAnswer {
        let endpoint = session.endpoint
        let isRedirected = demand.url.origin != endpoint.url.origin
        var challenges = demand.challenges
        if challenges.isEmpty, !isRedirected { challenges = await discoveredChallenges(endpoint) }
        guard let challenge = AuthenticationChallenge.preferred(of: challenges) else {
            if challenges.isEmpty { return .nothing }
            let schemes = challenges.map(\.scheme).joined(separator: ", ")
            return .denied(
                ResolutionFailure(
                    .authFailed, "\(endpoint.name) asks for an unsupported kind of login: \(schemes)"))
        }
        if challenge.scheme == "basic" {
            // The target of a redirect never receives the registry's login.
            guard !isRedirected else { return .nothing }
            session.scheme.withLock { $0 = .basic }
            return await basic(endpoint, repository)
        }
        guard let realmText = challenge.parameters["realm"], !realmText.isEmpty else {
            return .denied(ResolutionFailure(.authFailed, "\(endpoint.name) asks for a token but names no realm"))
        }
        let realm: HTTPURL
        do {
            realm = try RealmPolicy.url(
                realmText, challengedAt: demand.url, isPlainAllowed: demand.url.scheme == "http")
        } catch {
            return .denied(error)
        }
        let service = challenge.parameters["service"]
        guard !isRedirected else {
            guard let scope = Self.pullScope(challenge.parameters["scope"]) else { return .nothing }
            return await bearerAfterRedirect(
                realm: realm, service: service, scope: scope, at: demand.url, registry: endpoint.registry)
        }
        session.scheme.withLock { $0 = .bearer(realm: realm, service: service) }
        return await bearer(
            realm: realm, service: service, at: endpoint, repository, challengedAt: demand.url,
            rejected: demand.rejected)
    }

    /// The offered scope if it only allows pulling from one repository.
    private static func pullScope(_ offered: String?) -> String? {
        guard let offered, offered.hasPrefix("repository:"), offered.hasSuffix(":pull"), !offered.contains(" ") else {
            return nil
        }
        return offered
    }

    /// Some registries answer 401 without a challenge; then `/v2/` has one.
    private func discoveredChallenges(_ endpoint: RegistryEndpoint) async -> [AuthenticationChallenge] {
        let found = try? await discovered.value(for: endpoint) { () throws(ResolutionFailure) in
            let plan = RequestMachine.Plan(
                registry: endpoint.registry, url: endpoint.versionURL,
                head: RequestHead(options.fields(accept: ["*/*"])),
                bodyLimit: 64 << 10, deadline: runner.timing.now() + options.tokenTimeout,
                exchangeTimeout: options.exchangeTimeout, retry: options.retry,
                redirectPolicy: RedirectPolicy(start: endpoint.url, trust: endpoint.trust, endpoints: endpoints))
            switch await runner.run(plan, authenticate: { _ in .nothing }) {
            case .failure(let failure, _): throw failure
            case .reply(let reply):
                guard reply.status == 401, !reply.isRedirected else { return [] }
                return AuthenticationChallenge.parse(reply.reply.fields[values: .wwwAuthenticate])
            }
        }
        return found ?? []
    }

    private func basic(_ endpoint: RegistryEndpoint, _ repository: String) async -> AuthenticationAnswer {
        let login: Login?
        do {
            login = try await logins.login(for: endpoint, repository: repository)
        } catch {
            return .denied(error)
        }
        let origin = endpoint.url.origin
        switch login?.credential {
        case nil: return .nothing
        case .password(let user, let password):
            let value = Credential.password(user: user, password: password).basicAuthorization ?? Secret("")
            return .authorized(Authorization(kind: .basic, value: value, origin: origin, isFresh: true))
        case .registryToken(let token): return .authorized(Self.direct(token, origin))
        case .identityToken:
            return .denied(
                ResolutionFailure(
                    .authFailed,
                    "\(endpoint.name) asks for a user name and a password, but \(login?.source ?? "") has an identity token"
                ))
        }
    }

    private static func direct(_ token: Secret, _ origin: String) -> Authorization {
        Authorization(kind: .loginToken, value: Secret("Bearer " + token.exposed), origin: origin, isFresh: true)
    }

    private func bearer(
        realm: HTTPURL, service: String?, at endpoint: RegistryEndpoint, _ repository: String,
        challengedAt url: HTTPURL, rejected: Authorization? = nil
    ) async -> AuthenticationAnswer {
        // Whatever scope the challenge offers, only pulling from one repository is requested.
        let scope = "repository:\(endpoint.repository(repository)):pull"
        let login: Login?
        do {
            login = try await logins.login(for: endpoint, repository: repository)
        } catch {
            return .denied(error)
        }
        if case .registryToken(let token) = login?.credential { return .authorized(Self.direct(token, url.origin)) }
        var request = TokenRequest(
            realm: realm, service: service, scope: scope, login: nil, registry: endpoint.registry,
            registryName: endpoint.name, trust: RealmPolicy.trust(at: realm, of: endpoint, endpoints))
        guard let login, rejectedLogins.withLock({ $0[login] }) == nil else {
            return await token(request, origin: url.origin, rejected: rejected)
        }
        guard RealmPolicy.mayHaveLogin(realm, of: endpoint) else {
            return .denied(
                ResolutionFailure(
                    .refused,
                    "\(endpoint.name) asks to send its login to \(realm.shown), which is not in its domain; to allow it, "
                        + "set that `tokenService` for \(endpoint.registry) in --registries"))
        }
        request.login = login
        let answer = await token(request, origin: url.origin, rejected: rejected)
        guard case .denied(let failure) = answer, failure.kind == .authFailed else { return answer }
        // Many users keep an expired login, and public images do not need it.
        request.login = nil
        guard case .authorized(let authorization) = await token(request, origin: url.origin) else { return answer }
        runner.statistics.warn(endpoint.registry, "asked without a login: \(failure.message)")
        return .authorized(authorization)
    }

    /// The target of a redirect gets an anonymous token.
    private func bearerAfterRedirect(
        realm: HTTPURL, service: String?, scope: String, at url: HTTPURL, registry: String
    ) async -> AuthenticationAnswer {
        let request = TokenRequest(
            realm: realm, service: service, scope: scope, login: nil, registry: registry,
            registryName: url.authority, trust: endpoints.certificates.trust(at: realm))
        return await token(request, origin: url.origin)
    }

    private func token(
        _ request: TokenRequest, origin: String, rejected: Authorization? = nil
    ) async -> AuthenticationAnswer {
        let key = TokenCache.Key(
            origin: origin, realm: request.realm.description, service: request.service, scope: request.scope,
            login: request.login)
        if rejected != nil { tokens.discard(key) }
        let (result, isFresh) = await tokens.token(for: key) { [runner, endpoints, options, rejectedLogins] in
            let answer = await request.send(with: runner, endpoints: endpoints, options: options)
            if answer.isLoginRejected, let login = request.login, case .failure(let failure) = answer.result {
                rejectedLogins.withLock { $0[login] = failure }
            }
            return answer.result
        }
        switch result {
        case .failure(let failure): return .denied(failure)
        case .success(let token):
            return .authorized(
                Authorization(
                    kind: request.login == nil ? .anonymousToken : .loginToken,
                    value: Secret("Bearer " + token.exposed), origin: origin, isFresh: isFresh))
        }
    }
}
