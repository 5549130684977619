internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Requests to one repository, and what a refusal means.
extension RegistryClient {
    /// How messages name the repository.
    var name: String { "\(session.endpoint.registry)/\(repository)" }

    /// The URL of an item of the repository, such as `manifests/latest`.
    ///
    /// - Throws: Also if the run is offline: a URL is only needed for content that is not in the cache.
    func url(_ item: String) throws(ResolutionFailure) -> HTTPURL {
        if session.cache.isOffline { throw session.cache.missing("\(name): \(item)") }
        do {
            return try session.url(of: item, in: repository)
        } catch {
            throw ResolutionFailure(.refused, "\(name) cannot be contacted: \(error.message)")
        }
    }

    /// - Parameters:
    ///   - url: At the endpoint of the session.
    ///   - unless: The registry may answer 304 if the content has this digest.
    ///   - size: Of the content, if known.
    func request(
        _ method: HTTPRequest.Method, _ url: HTTPURL, accept accepted: Accepted, unless digest: ImageDigest? = nil,
        size: Int? = nil
    ) async throws(ResolutionFailure) -> FinalReply {
        let isSchemeKnown = session.hasScheme
        let answer = isSchemeKnown ? await knownAnswer() : .nothing
        var head = session.requestHead(accepting: accepted)
        if let digest {
            var fields = head.fields
            fields[.ifNoneMatch] = "\"\(digest)\""
            head = RequestHead(fields)
        }
        let plan = RequestMachine.Plan(
            registry: session.endpoint.registry, method: method, url: url, head: head,
            // Content that is longer than its descriptor says need not be read, but a refusal may be.
            bodyLimit: min(Self.contentLimit, max(size ?? Self.contentLimit, ErrorBody.sizeLimit)),
            deadline: deadline, exchangeTimeout: session.options.exchangeTimeout, retry: session.options.retry,
            redirectPolicy: session.redirectPolicy, authorization: answer.authorization)
        let learned =
            isSchemeKnown
            ? nil
            : RequestRunner.LearnedAuthentication(isLearned: { session.hasScheme }, answer: { await knownAnswer() })
        let outcome = await session.runner.run(plan, learned: learned) { demand in
            // Obtaining a token has just failed, and would fail again.
            if case .denied = answer, demand.url.origin == session.endpoint.url.origin { return answer }
            return await session.authenticator.answer(demand, from: session, repository: repository)
        }
        switch outcome {
        case .reply(let reply): return reply
        case .failure(let failure, .addressRefused) where !session.endpoint.isListed:
            throw ResolutionFailure(
                failure.kind,
                failure.message + "; to allow it, list \(session.endpoint.registry) with its endpoint in --registries")
        case .failure(let failure, _): throw failure
        }
    }

    /// The authorization to send without a challenge.
    private func knownAnswer() async -> AuthenticationAnswer {
        await session.authenticator.known(for: session, repository: repository)
    }

    /// What a status other than 200 proves.
    func refusal(_ reply: FinalReply, of item: String) async -> ResolutionFailure {
        let endpoint = session.endpoint
        switch reply.status {
        case _ where reply.isRateLimited:
            return ResolutionFailure(.rateLimited, "\(endpoint.name) limits the rate: \(reply.description)")
        case 401 where reply.authorization == .basic:
            return ResolutionFailure(
                .authFailed, "\(endpoint.name) does not accept the login: \(reply.description)")
        case 401, 403:
            let isAnonymous = reply.authorization == nil || reply.authorization == .anonymousToken
            if isAnonymous,
                let refused = await session.authenticator.refusedLogin(for: endpoint, repository: repository)
            {
                return ResolutionFailure(
                    refused.kind, "\(refused.message); without a login: \(reply.description)")
            }
            return ResolutionFailure(
                .absentOrPrivate,
                "\(name) is missing or private; \(endpoint.name), asked \(isAnonymous ? "without" : "with") a login, "
                    + "does not say which: \(reply.description)")
        case 407:
            return ResolutionFailure(.authFailed, "the proxy asks for a login: \(reply.description)")
        case 404:
            return ResolutionFailure(.notFound, "\(name) has no \(item): \(reply.description)")
        case 451:
            return ResolutionFailure(.refused, "\(name) is not served for legal reasons: \(reply.description)")
        case _ where RetryPolicy.isTemporary(reply.status) || reply.status >= 500:
            return ResolutionFailure(.transient, reply.description)
        // Shows nothing about the image: a server in front that wants a client certificate, another kind of registry.
        case 400..<500:
            return ResolutionFailure(.refused, "\(endpoint.name) does not serve \(item): \(reply.description)")
        default: return ResolutionFailure(.protocolViolation, reply.description)
        }
    }
}
