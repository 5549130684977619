internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// How one repository is asked, and what a refusal means.
extension RegistryClient {
    /// How messages name where something was looked for.
    var place: String { "\(endpoint.registry)/\(repository)" }

    func request(
        _ method: HTTPRequest.Method, _ item: String, accept: [String], repeatsAccept: Bool = false,
        unless digest: ImageDigest? = nil, size: Int? = nil
    ) async throws(ResolutionFailure) -> FinalReply {
        if cache.isOffline { throw cache.missing("\(place): \(item)") }
        let url: HTTPURL
        do {
            url = try endpoint.url(of: item, in: repository)
        } catch {
            throw ResolutionFailure(.refused, "\(place) cannot be asked: \(error.message)")
        }
        return try await request(
            method, url: url, accept: accept, repeatsAccept: repeatsAccept, unless: digest, size: size)
    }

    /// `url` is at the endpoint.
    func request(
        _ method: HTTPRequest.Method, url: HTTPURL, accept: [String], repeatsAccept: Bool = false,
        unless digest: ImageDigest? = nil, size: Int? = nil
    ) async throws(ResolutionFailure) -> FinalReply {
        let isFirst = !authenticator.hasLearned(endpoint)
        let known = await authenticator.known(for: endpoint, repository: repository)
        var plan = RequestMachine.Plan(
            registry: endpoint.registry, method: method, url: url, fields: options.fields(accept: accept),
            // What is longer than its descriptor says is not worth reading; what is refused may take more words.
            bodyLimit: min(Self.contentLimit, max(size ?? Self.contentLimit, ErrorBody.sizeLimit)),
            deadline: deadline,
            exchangeTimeout: options.exchangeTimeout, retry: options.retry,
            reach: Reach(home: endpoint.url, trust: endpoint.trust, endpoints: endpoints))
        if repeatsAccept { plan.fields[values: .accept] = accept }
        if let digest { plan.fields[.ifNoneMatch] = "\"\(digest)\"" }
        if case .authorized(let authorization) = known { plan.authorization = authorization }
        let lesson = RequestRunner.Lesson { [authenticator, endpoint] in
            authenticator.hasLearned(endpoint)
        } answer: { [authenticator, endpoint, repository] in
            await authenticator.known(for: endpoint, repository: repository)
        }
        let outcome = await runner.run(plan, lesson: isFirst ? lesson : nil) { demand in
            // Asked for a moment ago, and refused.
            if case .denied = known, demand.url.origin == endpoint.url.origin { return known }
            return await authenticator.answer(demand, from: endpoint, repository: repository)
        }
        switch outcome {
        case .reply(let reply): return reply
        case .failure(let failure, .addressRefused) where !endpoint.isListed:
            throw ResolutionFailure(
                failure.kind,
                failure.message + "; to allow it, list \(endpoint.registry) with its endpoint in --registries")
        case .failure(let failure, _): throw failure
        }
    }

    /// What a status other than 200 proves.
    func refusal(_ reply: FinalReply, of item: String) async -> ResolutionFailure {
        switch reply.status {
        case _ where reply.isRateLimited:
            return ResolutionFailure(.rateLimited, "\(endpoint.name) limits the rate: \(reply.description)")
        case 401 where reply.authorization == .basic:
            return ResolutionFailure(
                .authFailed, "\(endpoint.name) does not accept the login that it was shown: \(reply.description)")
        case 401, 403:
            if reply.authorization == .anonymousToken || reply.authorization == nil,
                let refused = await authenticator.refusedLogin(for: endpoint, repository: repository)
            {
                return ResolutionFailure(
                    refused.kind, "\(refused.message); without a login: \(reply.description)")
            }
            let asked = reply.authorization == nil || reply.authorization == .anonymousToken ? "without" : "with"
            return ResolutionFailure(
                .absentOrPrivate,
                "\(place) is missing or private; \(endpoint.registry), asked \(asked) a login, does not say which: "
                    + reply.description)
        case 407:
            return ResolutionFailure(.authFailed, "the proxy asks for a login: \(reply.description)")
        case 404:
            return ResolutionFailure(.notFound, "\(place) has no \(item): \(reply.description)")
        case 451:
            return ResolutionFailure(.refused, "\(place) is not served for legal reasons: \(reply.description)")
        case _ where RetryPolicy.isTemporary(reply.status) || reply.status >= 500:
            return ResolutionFailure(.transient, reply.description)
        // No lie about an image: a server in front that wants a client certificate, a registry of another kind.
        case 400..<500:
            return ResolutionFailure(.refused, "\(endpoint.name) does not answer for \(item): \(reply.description)")
        default: return ResolutionFailure(.protocolViolation, reply.description)
        }
    }
}
