internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Reads one repository of one registry (OCI distribution-spec, "Pull"). What it returns was hashed and matches.
struct RegistryClient: Sendable {
    /// The spec has registries take at least 4 MB, and few clients read more.
    static let contentLimit = 4 << 20

    let endpoint: RegistryEndpoint
    let repository: String
    /// What tells the repository from all others, wherever they are.
    let address: String
    let deadline: ContinuousClock.Instant
    let runner: RequestRunner
    let authenticator: Authenticator
    let endpoints: RegistryEndpoints
    let memo: ContentMemo
    let cache: ContentCache
    let options: ResolverOptions

    /// - Parameter size: What a descriptor says about the content, where one pointed here.
    func manifest(_ identifier: ManifestIdentifier, size: Int? = nil) async throws(ResolutionFailure) -> FetchedManifest
    {
        let fetched = try await memo.manifests.value(for: key(identifier)) { () throws(ResolutionFailure) in
            try await fetch(identifier)
        }
        if let size, size != fetched.size {
            throw ResolutionFailure(
                .protocolViolation,
                "\(place): \(identifier.described) has \(fetched.size) bytes, its descriptor says \(size)")
        }
        return fetched
    }

    private func key(_ identifier: ManifestIdentifier) -> ContentMemo.Key {
        ContentMemo.Key(place: address, item: identifier)
    }

    private func fetch(_ identifier: ManifestIdentifier) async throws(ResolutionFailure) -> FetchedManifest {
        let key = key(identifier)
        if let cached = try await cached(identifier, key) {
            runner.ledger.countCached(endpoint.registry)
            return cached
        }
        do throws(ResolutionFailure) {
            return try await fetched(identifier, repeatsAccept: false)
        } catch {
            // Old registries read one type a line, and answer with schema 1 when they find none that they know.
            guard error.message.hasSuffix(ManifestDecoder.schema1.message), identifier.digest == nil else {
                throw error
            }
            return try await fetched(identifier, repeatsAccept: true)
        }
    }

    private func fetched(
        _ identifier: ManifestIdentifier, repeatsAccept: Bool
    ) async throws(ResolutionFailure) -> FetchedManifest {
        let reply = try await request(
            .get, "manifests/\(identifier.text)", accept: MediaType.manifests, repeatsAccept: repeatsAccept)
        return try await checked(reply, identifier)
    }

    private func checked(
        _ reply: FinalReply, _ identifier: ManifestIdentifier
    ) async throws(ResolutionFailure) -> FetchedManifest {
        guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
        do throws(ResolutionFailure) {
            let check = ContentCheck(reply: reply, size: nil)
            let digest = try check.digest(asked: identifier.digest)
            let fetched = FetchedManifest(
                digest: digest, size: reply.reply.body.count,
                document: try ManifestDecoder.decode(reply.reply.body, contentType: reply.reply.fields[.contentType]))
            if let lie = check.harmlessLie(about: digest) { runner.ledger.warn(endpoint.registry, "\(place): \(lie)") }
            cache.keep(reply.reply, digest, key(identifier))
            return fetched
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(identifier.described): \(error.message)")
        }
    }

    /// A digest names the same bytes for ever; what a tag names is asked by HEAD, which costs no pull, and only if the
    /// answer is what is here already does that spare the GET.
    private func cached(
        _ identifier: ManifestIdentifier, _ key: ContentMemo.Key
    ) async throws(ResolutionFailure) -> FetchedManifest? {
        guard cache.lastDigest(key) != nil, let cached = cache.manifest(key) else { return nil }
        if identifier.digest != nil || cache.isOffline { return cached }
        let head = try await request(.head, "manifests/\(identifier.text)", accept: MediaType.manifests)
        switch head.status {
        case 200: return ContentCheck(reply: head, size: nil).names(cached.digest) ? cached : nil
        // HEAD is not known there, or not allowed: GET has the last word.
        case 400, 403, 405, 501: return nil
        default: throw await refusal(head, of: identifier.described)
        }
    }

    /// Whether the repository has the manifest, without reading it.
    func hasManifest(_ digest: ImageDigest) async throws(ResolutionFailure) -> Bool {
        let identifier = ManifestIdentifier.digest(digest)
        if let known = memo.manifests[key(identifier)], !known.isCached { return true }
        if cache.isOffline, cache.manifest(key(identifier)) != nil { return true }
        let head = try await request(.head, "manifests/\(identifier.text)", accept: MediaType.manifests)
        switch head.status {
        case 200:
            try ContentCheck(reply: head, size: nil).checkHeader(against: digest)
            return true
        case 404: return false
        // Some registries know no HEAD, or do not allow it; and only GET has words for a refusal.
        case 400, 403, 405, 501:
            let reply = try await request(.get, "manifests/\(identifier.text)", accept: MediaType.manifests)
            if reply.status == 404 { return false }
            guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
            _ = try ContentCheck(reply: reply, size: nil).digest(asked: digest)
            return true
        default: throw await refusal(head, of: identifier.described)
        }
    }

    /// The digest that the registry says the content has; nil where it does not say.
    func claimedDigest(of identifier: ManifestIdentifier) async throws(ResolutionFailure) -> ImageDigest? {
        let head = try await request(.head, "manifests/\(identifier.text)", accept: MediaType.manifests)
        return head.status == 200 ? ContentCheck(reply: head, size: nil).claim : nil
    }

    /// The same, where one digest is expected and another one is to be read: one request where HEAD and GET are two. A
    /// registry that knows entity tags answers 304 for what has the digest (RFC 9110, section 13.1.2), others send it.
    func claimedDigest(
        of identifier: ManifestIdentifier, expecting expected: ImageDigest
    ) async throws(ResolutionFailure) -> ImageDigest? {
        // Docker Hub counts what is asked for by GET as pulled.
        guard endpoint.isListed || endpoint.registry != "docker.io" else {
            return try await claimedDigest(of: identifier)
        }
        let key = key(identifier)
        if let known = memo.manifests[key] { return known.digest }
        let reply = try await request(
            .get, "manifests/\(identifier.text)", accept: MediaType.manifests, unless: expected)
        if reply.status == 304 { return expected }
        let fetched = try await checked(reply, identifier)
        return try await memo.manifests.value(for: key) { fetched }.digest
    }

    /// The platform that a configuration states.
    func platform(of configuration: Descriptor) async throws(ResolutionFailure) -> Platform? {
        try await memo.platforms.value(for: key(.digest(configuration.digest))) { () throws(ResolutionFailure) in
            try await fetchPlatform(of: configuration)
        }
    }

    private func fetchPlatform(of configuration: Descriptor) async throws(ResolutionFailure) -> Platform? {
        let described = "the configuration \(configuration.digest)"
        guard configuration.size <= Self.contentLimit else {
            throw ResolutionFailure(
                .refused, "\(place): \(described) has \(configuration.size) bytes; that is not read")
        }
        let key = key(.digest(configuration.digest))
        if let bytes = cache.configuration(configuration, key.place) {
            runner.ledger.countCached(endpoint.registry)
            return try ManifestDecoder.platform(ofConfiguration: bytes)
        }
        let reply = try await request(
            .get, "blobs/\(configuration.digest)", accept: ["*/*"], size: configuration.size)
        guard reply.status == 200 else { throw await refusal(reply, of: described) }
        do throws(ResolutionFailure) {
            _ = try ContentCheck(reply: reply, size: configuration.size).digest(asked: configuration.digest)
            let platform = try ManifestDecoder.platform(ofConfiguration: reply.reply.body)
            cache.keep(reply.reply, configuration.digest, key)
            return platform
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(described): \(error.message)")
        }
    }

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

/// The last part of a manifest's URL.
enum ManifestIdentifier: Sendable, Hashable {
    case tag(String)
    case digest(ImageDigest)

    init(_ reference: ImageReference) {
        self = reference.digest.map { .digest($0) } ?? .tag(reference.effectiveTag ?? "latest")
    }

    var digest: ImageDigest? {
        if case .digest(let digest) = self { digest } else { nil }
    }

    var text: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }

    var described: String {
        switch self {
        case .tag(let tag): "tag \(tag)"
        case .digest(let digest): "manifest \(digest)"
        }
    }
}

/// A manifest whose bytes match its digest.
struct FetchedManifest: Sendable, Hashable {
    let digest: ImageDigest
    let size: Int
    let document: ManifestDocument
    /// From disk: it says nothing about whether the repository still has it.
    var isCached = false
}
