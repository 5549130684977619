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
    let deadline: ContinuousClock.Instant
    let runner: RequestRunner
    let authenticator: Authenticator
    let endpoints: RegistryEndpoints
    let memo: ContentMemo
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
        ContentMemo.Key(place: "\(endpoint.url)/\(repository)", item: identifier)
    }

    private func fetch(_ identifier: ManifestIdentifier) async throws(ResolutionFailure) -> FetchedManifest {
        let reply = try await request(.get, "manifests/\(identifier.text)", accept: MediaType.manifests)
        guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
        do throws(ResolutionFailure) {
            let digest = try ContentCheck(reply: reply, size: nil).digest(asked: identifier.digest)
            return FetchedManifest(
                digest: digest, size: reply.reply.body.count,
                document: try ManifestDecoder.decode(reply.reply.body, contentType: reply.reply.fields[.contentType]))
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(identifier.described): \(error.message)")
        }
    }

    /// Whether the repository has the manifest, without reading it.
    func hasManifest(_ digest: ImageDigest) async throws(ResolutionFailure) -> Bool {
        let identifier = ManifestIdentifier.digest(digest)
        if memo.manifests[key(identifier)] != nil { return true }
        let head = try await request(.head, "manifests/\(identifier.text)", accept: MediaType.manifests)
        switch head.status {
        case 200:
            try ContentCheck(reply: head, size: nil).checkHeader(against: digest)
            return true
        case 404: return false
        // Some registries know no HEAD.
        case 400, 405, 501:
            do {
                _ = try await manifest(identifier)
                return true
            } catch {
                guard error.kind == .notFound else { throw error }
                return false
            }
        default: throw await refusal(head, of: identifier.described)
        }
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
        let reply = try await request(.get, "blobs/\(configuration.digest)", accept: ["*/*"])
        guard reply.status == 200 else { throw await refusal(reply, of: described) }
        do throws(ResolutionFailure) {
            _ = try ContentCheck(reply: reply, size: configuration.size).digest(asked: configuration.digest)
            return try ManifestDecoder.platform(ofConfiguration: reply.reply.body)
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(described): \(error.message)")
        }
    }

    /// How messages name where something was looked for.
    var place: String { "\(endpoint.registry)/\(repository)" }

    func request(
        _ method: HTTPRequest.Method, _ item: String, accept: [String]
    ) async throws(ResolutionFailure) -> FinalReply {
        let url: HTTPURL
        do {
            url = try endpoint.url(of: item, in: repository)
        } catch {
            throw ResolutionFailure(.refused, "\(place) cannot be asked: \(error.message)")
        }
        let known = await authenticator.known(for: endpoint, repository: repository)
        var plan = RequestMachine.Plan(
            registry: endpoint.registry, method: method, url: url, fields: options.fields(accept: accept),
            bodyLimit: Self.contentLimit,
            deadline: deadline,
            exchangeTimeout: options.exchangeTimeout, retry: options.retry,
            reach: Reach(home: endpoint.url, trust: endpoint.trust, endpoints: endpoints))
        if case .authorized(let authorization) = known { plan.authorization = authorization }
        let outcome = await runner.run(plan) { demand in
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
}
