internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// How one repository is asked, and what a refusal means.
extension RegistryClient {
    /// How messages name where something was looked for.
    var place: String { "\(session.endpoint.registry)/\(repository)" }

    func request(
        _ method: HTTPRequest.Method, _ item: String, accept accepted: Accepted, unless digest: ImageDigest? = nil,
        size: Int? = nil
    ) async throws(ResolutionFailure) -> FinalReply {
        if session.cache.isOffline { throw session.cache.missing("\(place): \(item)") }
        let url: HTTPURL
        do {
            url = try session.url(of: item, in: repository)
        } catch {
            throw ResolutionFailure(.refused, "\(place) cannot be asked: \(error.message)")
        }
        return try await request(method, url: url, accept: accepted, unless: digest, size: size)
    }

    /// `url` is at the endpoint.
    func request(
        _ method: HTTPRequest.Method, url: HTTPURL, accept accepted: Accepted, unless digest: ImageDigest? = nil,
        size: Int? = nil
    ) async throws(ResolutionFailure) -> FinalReply {
        let known = session.hasScheme ? await known() : nil
        let plan = plan(method, url, accepted, unless: digest, size: size, showing: known)
        let lesson =
            known == nil
            ? RequestRunner.LearnedAuthentication {
                self.session.hasScheme
            } answer: {
                await self.known()
            } : nil
        let outcome = await session.runner.run(plan, lesson: lesson) { demand in
            // Asked for a moment ago, and refused.
            if case .denied = known, demand.url.origin == session.endpoint.url.origin { return known ?? .nothing }
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

    /// What to bring along without having been asked.
    private func known() async -> AuthenticationAnswer {
        await session.authenticator.known(for: session, repository: repository)
    }

    private func plan(
        _ method: HTTPRequest.Method, _ url: HTTPURL, _ accepted: Accepted, unless digest: ImageDigest?, size: Int?,
        showing known: AuthenticationAnswer?
    ) -> RequestMachine.Plan {
        var head = session.head(accepting: accepted)
        if let digest {
            var fields = head.fields
            fields[.ifNoneMatch] = "\"\(digest)\""
            head = RequestHead(fields)
        }
        return RequestMachine.Plan(
            registry: session.endpoint.registry, method: method, url: url, head: head,
            // What is longer than its descriptor says is not worth reading; what is refused may take more words.
            bodyLimit: min(Self.contentLimit, max(size ?? Self.contentLimit, ErrorBody.sizeLimit)),
            deadline: deadline, exchangeTimeout: session.options.exchangeTimeout, retry: session.options.retry,
            redirectPolicy: session.redirectPolicy, authorization: known?.authorization)
    }

    /// What a status other than 200 proves.
    func refusal(_ reply: FinalReply, of item: String) async -> ResolutionFailure {
        let endpoint = session.endpoint
        switch reply.status {
        case _ where reply.isRateLimited:
            return ResolutionFailure(.rateLimited, "\(endpoint.name) limits the rate: \(reply.description)")
        case 401 where reply.authorization == .basic:
            return ResolutionFailure(
                .authFailed, "\(endpoint.name) does not accept the login that it was shown: \(reply.description)")
        case 401, 403:
            if reply.authorization == .anonymousToken || reply.authorization == nil,
                let refused = await session.authenticator.refusedLogin(for: endpoint, repository: repository)
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
