internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// Answers the challenges of registries with what the configuration has for them, and with nothing else.
final class Authenticator: Sendable {
    /// What a registry asked for last: later requests bring it along and are spared the 401.
    private enum Scheme: Sendable, Hashable {
        case basic
        case bearer(realm: HTTPURL, service: String?)
    }

    private let credentials: CredentialStore
    private let runner: RequestRunner
    private let endpoints: RegistryEndpoints
    private let options: ResolverOptions
    private let tokens: TokenCache
    private let schemes = Locked<[String: Scheme]>([:])

    init(
        credentials: CredentialStore, runner: RequestRunner, endpoints: RegistryEndpoints, options: ResolverOptions
    ) {
        self.credentials = credentials
        self.runner = runner
        self.endpoints = endpoints
        self.options = options
        tokens = TokenCache(timing: runner.timing)
    }

    /// The login for an endpoint: the one for where it is before the one for the registry that it stands for.
    func login(for endpoint: RegistryEndpoint) -> CredentialLookup {
        if endpoint.isListed {
            let isDefaultPort = endpoint.url.port == (endpoint.url.scheme == "https" ? 443 : 80)
            let place = isDefaultPort ? endpoint.url.host : endpoint.url.authority
            if case .found(let credential) = credentials.lookup(place) { return .found(credential) }
        }
        return credentials.lookup(endpoint.registry)
    }

    /// What to bring along without having been asked, by what the registry asked for before.
    func known(for endpoint: RegistryEndpoint, repository: String) async -> AuthenticationAnswer {
        switch schemes.withLock({ $0[endpoint.registry] }) {
        case nil: return .nothing
        case .basic: return basic(endpoint)
        case .bearer(let realm, let service):
            return await bearer(
                realm: realm, service: service, scope: Self.scope(endpoint.repository(repository)), at: endpoint.url,
                endpoint: endpoint)
        }
    }

    func answer(
        _ demand: AuthenticationDemand, from endpoint: RegistryEndpoint, repository: String
    ) async -> AuthenticationAnswer {
        guard let challenge = AuthenticationChallenge.preferred(of: demand.challenges) else {
            if demand.challenges.isEmpty { return .nothing }
            let schemes = demand.challenges.map(\.scheme).joined(separator: ", ")
            return .denied(
                ResolutionFailure(
                    .authFailed, "\(endpoint.name) asks for a login of a kind that is not supported: \(schemes)"))
        }
        let isForeign = demand.url.origin != endpoint.url.origin
        if challenge.scheme == "basic" {
            // Whoever a registry redirects to never learns its login.
            guard !isForeign else { return .nothing }
            schemes.withLock { $0[endpoint.registry] = .basic }
            return basic(endpoint)
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
        guard !isForeign else {
            guard let scope = Self.pullScope(challenge.parameters["scope"]) else { return .nothing }
            return await bearer(realm: realm, service: service, scope: scope, at: demand.url, endpoint: nil)
        }
        schemes.withLock { $0[endpoint.registry] = .bearer(realm: realm, service: service) }
        // The scope is ours, whatever the challenge offers: one repository, to pull from.
        return await bearer(
            realm: realm, service: service, scope: Self.scope(endpoint.repository(repository)), at: demand.url,
            endpoint: endpoint, rejected: demand.rejected)
    }

    private static func scope(_ repository: String) -> String { "repository:\(repository):pull" }

    /// The offered scope if it is no more than pulling from one repository.
    private static func pullScope(_ offered: String?) -> String? {
        guard let offered, offered.hasPrefix("repository:"), offered.hasSuffix(":pull"), !offered.contains(" ") else {
            return nil
        }
        return offered
    }

    private func basic(_ endpoint: RegistryEndpoint) -> AuthenticationAnswer {
        guard case .found(let credential) = login(for: endpoint) else { return .nothing }
        guard let value = credential.basicAuthorization else {
            return .denied(Self.identityTokenUnsupported(endpoint))
        }
        return .authorized(
            Authorization(kind: .basic, value: value, origin: endpoint.url.origin, isFresh: true))
    }

    /// - Parameter endpoint: nil for the target of a redirect, which is asked anonymously.
    private func bearer(
        realm: HTTPURL, service: String?, scope: String, at url: HTTPURL, endpoint: RegistryEndpoint?,
        rejected: Authorization? = nil
    ) async -> AuthenticationAnswer {
        var login: Credential?
        if let endpoint, case .found(let credential) = self.login(for: endpoint) {
            guard credential.basicAuthorization != nil else { return .denied(Self.identityTokenUnsupported(endpoint)) }
            guard RealmPolicy.mayHaveLogin(realm, registry: endpoint.registry, endpoint: endpoint.url) else {
                return .denied(
                    ResolutionFailure(
                        .refused,
                        "\(endpoint.name) wants its login sent to \(realm.shown), which is not in its own domain"))
            }
            login = credential
        }
        let key = TokenCache.Key(
            registry: endpoint?.registry ?? url.origin, realm: realm.description, service: service, scope: scope)
        if rejected != nil { tokens.discard(key) }
        let request = TokenRequest(
            realm: realm, service: service, scope: scope, login: login,
            registry: endpoint?.registry ?? url.authority, registryName: endpoint?.name ?? url.authority,
            trust: endpoint?.trust ?? TransferTrust())
        let (result, isFresh) = await tokens.token(for: key) { [runner, endpoints, options] in
            await request.send(with: runner, endpoints: endpoints, options: options)
        }
        switch result {
        case .failure(let failure): return .denied(failure)
        case .success(let token):
            return .authorized(
                Authorization(
                    kind: login == nil ? .anonymousToken : .loginToken, value: Secret("Bearer " + token.exposed),
                    origin: url.origin, isFresh: isFresh))
        }
    }

    private static func identityTokenUnsupported(_ endpoint: RegistryEndpoint) -> ResolutionFailure {
        ResolutionFailure(
            .authFailed,
            "Docker's configuration holds an identity token for \(endpoint.name); such a login is not supported yet"
        )
    }
}
