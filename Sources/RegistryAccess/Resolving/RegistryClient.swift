internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Reads one repository at one endpoint (OCI distribution-spec, "Pull"). The bytes of everything that it returns were
/// hashed and match their digest.
struct RegistryClient: Sendable {
    /// Registries must accept manifests of at least 4 MB (distribution-spec), and few clients read larger ones.
    static let contentLimit = 4 << 20
    /// Pages of one list of referrers.
    private static let pageLimit = 32

    let session: EndpointSession
    let repository: String
    let deadline: ContinuousClock.Instant

    init(_ session: EndpointSession, repository: String, deadline: ContinuousClock.Instant) {
        self.session = session
        self.repository = repository
        self.deadline = deadline
    }

    /// - Parameter size: As stated by the descriptor that points here, if one does.
    func manifest(_ identifier: ManifestIdentifier, size: Int? = nil) async throws(ResolutionFailure) -> FetchedManifest
    {
        let key = key(identifier)
        let fetched = try await session.contents.manifests.value(for: key) { () throws(ResolutionFailure) in
            try await fetch(identifier, key)
        }
        if let size, size != fetched.size {
            throw ResolutionFailure(
                .protocolViolation,
                "\(name): \(identifier.described) has \(fetched.size) bytes, its descriptor says \(size)")
        }
        return fetched
    }

    private func key(_ identifier: ManifestIdentifier) -> RunContentCache.Key {
        RunContentCache.Key(endpoint: session.endpoint.url, repository: repository, item: identifier)
    }

    private func fetch(
        _ identifier: ManifestIdentifier, _ key: RunContentCache.Key
    ) async throws(ResolutionFailure) -> FetchedManifest {
        if session.cache.store != nil, let cached = try await cached(identifier, key) {
            session.runner.statistics.countCached(session.endpoint.registry)
            return cached
        }
        let reply = try await request(.get, try url(identifier.path), accept: .manifests)
        do throws(ResolutionFailure) {
            return try await checked(reply, identifier, key)
        } catch {
            // Old registries read one media type per Accept field, and answer with schema 1 if they know none of them.
            guard identifier.digest == nil, error.kind == .unsupported, ManifestDecoder.isSchema1(reply.body) else {
                throw error
            }
        }
        return try await checked(
            request(.get, try url(identifier.path), accept: .manifestsLineByLine), identifier, key)
    }

    /// The manifest that a reply holds.
    private func checked(
        _ reply: FinalReply, _ identifier: ManifestIdentifier, _ key: RunContentCache.Key
    ) async throws(ResolutionFailure) -> FetchedManifest {
        guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
        do throws(ResolutionFailure) {
            let check = ContentCheck(reply: reply, size: nil)
            let digest = try check.digest(asked: identifier.digest)
            let fetched = FetchedManifest(
                digest: digest, size: reply.body.count,
                document: try ManifestDecoder.decode(reply.body, contentType: reply.fields[.contentType]))
            if let mismatch = check.headerMismatch(with: digest) {
                session.runner.statistics.warn(session.endpoint.registry, "\(name): \(mismatch)")
            }
            session.cache.keep(reply.reply, digest, key)
            return fetched
        } catch {
            throw ResolutionFailure(error.kind, "\(name): \(identifier.described): \(error.message)")
        }
    }

    /// The manifest from disk. A digest always names the same bytes. The digest of a tag is requested by HEAD, which
    /// registries do not count as a pull, and GET is skipped if it is the cached one.
    private func cached(
        _ identifier: ManifestIdentifier, _ key: RunContentCache.Key
    ) async throws(ResolutionFailure) -> FetchedManifest? {
        let cache = session.cache
        guard cache.lastDigest(key) != nil, let cached = cache.manifest(key) else { return nil }
        if identifier.digest != nil || cache.isOffline { return cached }
        let reply = try await request(.head, try url(identifier.path), accept: .manifests)
        switch reply.status {
        case 200: return ContentCheck(reply: reply, size: nil).names(cached.digest) ? cached : nil
        // HEAD is unknown there, or not allowed: GET decides.
        case 400, 403, 405, 501: return nil
        default: throw await refusal(reply, of: identifier.described)
        }
    }

    /// Whether the repository has the manifest, without reading it.
    func hasManifest(_ digest: ImageDigest) async throws(ResolutionFailure) -> Bool {
        let identifier = ManifestIdentifier.digest(digest)
        if let known = session.contents.manifests[key(identifier)], !known.isCached { return true }
        if session.cache.isOffline, session.cache.manifest(key(identifier)) != nil { return true }
        let reply = try await request(.head, try url(identifier.path), accept: .manifests)
        switch reply.status {
        case 200:
            try ContentCheck(reply: reply, size: nil).checkHeader(against: digest)
            return true
        case 404: return false
        // Some registries do not know HEAD or do not allow it, and only the reply to GET explains a refusal.
        case 400, 403, 405, 501:
            let full = try await request(.get, try url(identifier.path), accept: .manifests)
            if full.status == 404 { return false }
            guard full.status == 200 else { throw await refusal(full, of: identifier.described) }
            _ = try ContentCheck(reply: full, size: nil).digest(asked: digest)
            return true
        default: throw await refusal(reply, of: identifier.described)
        }
    }

    /// The digest that the registry names for the content; nil if it names none.
    func claimedDigest(of identifier: ManifestIdentifier) async throws(ResolutionFailure) -> ImageDigest? {
        let reply = try await request(.head, try url(identifier.path), accept: .manifests)
        return reply.status == 200 ? ContentCheck(reply: reply, size: nil).claim : nil
    }

    /// The digest of content that is expected to be `expected`, and is read otherwise: one request instead of HEAD and
    /// GET. Registries that support entity tags answer 304 if the digest is the expected one (RFC 9110, section
    /// 13.1.2); the others send the content.
    func claimedDigest(
        of identifier: ManifestIdentifier, expecting expected: ImageDigest
    ) async throws(ResolutionFailure) -> ImageDigest? {
        // Docker Hub counts every GET as a pull.
        guard session.endpoint.isListed || session.endpoint.registry != "docker.io" else {
            return try await claimedDigest(of: identifier)
        }
        let key = key(identifier)
        if let known = session.contents.manifests[key] { return known.digest }
        let reply = try await request(.get, try url(identifier.path), accept: .manifests, unless: expected)
        if reply.status == 304 { return expected }
        let fetched = try await checked(reply, identifier, key)
        return try await session.contents.manifests.value(for: key) { fetched }.digest
    }

    /// The platform that an image configuration states.
    func platform(of configuration: Descriptor) async throws(ResolutionFailure) -> Platform? {
        try await session.contents.platforms.value(for: key(.digest(configuration.digest))) {
            () throws(ResolutionFailure) in
            try await fetchPlatform(of: configuration)
        }
    }

    private func fetchPlatform(of configuration: Descriptor) async throws(ResolutionFailure) -> Platform? {
        let described = "the configuration \(configuration.digest)"
        guard configuration.size <= Self.contentLimit else {
            throw ResolutionFailure(
                .refused, "\(name): \(described) has \(configuration.size) bytes, more than the limit of 4 MiB")
        }
        let key = key(.digest(configuration.digest))
        if let bytes = session.cache.configuration(configuration, key) {
            session.runner.statistics.countCached(session.endpoint.registry)
            return try ManifestDecoder.platform(ofConfiguration: bytes)
        }
        let reply = try await request(
            .get, try url("blobs/\(configuration.digest)"), accept: .anything, size: configuration.size)
        guard reply.status == 200 else { throw await refusal(reply, of: described) }
        do throws(ResolutionFailure) {
            _ = try ContentCheck(reply: reply, size: configuration.size).digest(asked: configuration.digest)
            let platform = try ManifestDecoder.platform(ofConfiguration: reply.body)
            session.cache.keep(reply.reply, configuration.digest, key)
            return platform
        } catch {
            throw ResolutionFailure(error.kind, "\(name): \(described): \(error.message)")
        }
    }

    /// The artifacts that refer to `digest`, over all pages; nil if the registry does not support the interface.
    func referrers(of digest: ImageDigest) async throws(ResolutionFailure) -> [Descriptor]? {
        let described = "list of referrers of \(digest)"
        var reply = try await request(.get, try url("referrers/\(digest)"), accept: .index)
        // By the spec, registries without the interface answer 404; some report the path as malformed.
        if [400, 404, 405, 501].contains(reply.status) { return nil }
        var descriptors: [Descriptor] = []
        var visited: Set<HTTPURL> = []
        while true {
            guard reply.status == 200 else { throw await refusal(reply, of: described) }
            let next: HTTPURL?
            do throws(ResolutionFailure) {
                guard
                    case .index(let index) = try ManifestDecoder.decode(
                        reply.body, contentType: reply.fields[.contentType])
                else { throw ResolutionFailure(.protocolViolation, "the list of referrers is not an index") }
                descriptors += index.descriptors
                next = try NextPage.url(reply)
            } catch {
                throw ResolutionFailure(error.kind, "\(name): referrers of \(digest): \(error.message)")
            }
            guard let next else { return descriptors }
            guard visited.insert(next).inserted, visited.count < Self.pageLimit else {
                throw ResolutionFailure(
                    .refused, "\(name): the \(described) repeats itself or has more than \(Self.pageLimit) pages")
            }
            reply = try await request(.get, next, accept: .index)
        }
    }
}
