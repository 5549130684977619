internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Reads one repository of one registry (OCI distribution-spec, "Pull"). What it returns was hashed and matches.
final class RegistryClient: Sendable {
    /// The spec has registries take at least 4 MB, and few clients read more.
    static let contentLimit = 4 << 20

    let session: EndpointSession
    let repository: String
    let deadline: ContinuousClock.Instant

    init(_ session: EndpointSession, repository: String, deadline: ContinuousClock.Instant) {
        self.session = session
        self.repository = repository
        self.deadline = deadline
    }

    /// - Parameter size: What a descriptor says about the content, where one pointed here.
    func manifest(_ identifier: ManifestIdentifier, size: Int? = nil) async throws(ResolutionFailure) -> FetchedManifest
    {
        let key = key(identifier)
        let fetched = try await session.contents.manifests.value(for: key) { () throws(ResolutionFailure) in
            try await fetch(identifier, key)
        }
        if let size, size != fetched.size {
            throw ResolutionFailure(
                .protocolViolation,
                "\(place): \(identifier.described) has \(fetched.size) bytes, its descriptor says \(size)")
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
        do throws(ResolutionFailure) {
            return try await fetched(identifier, key, .manifests)
        } catch {
            // Old registries read one type a line, and answer with schema 1 when they find none that they know.
            guard error.message.hasSuffix(ManifestDecoder.schema1.message), identifier.digest == nil else {
                throw error
            }
            return try await fetched(identifier, key, .manifestsLineByLine)
        }
    }

    private func fetched(
        _ identifier: ManifestIdentifier, _ key: RunContentCache.Key, _ accepted: Accepted
    ) async throws(ResolutionFailure) -> FetchedManifest {
        let reply = try await request(.get, identifier.path, accept: accepted)
        guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
        return try checked(reply, identifier, key)
    }

    /// What a reply of 200 holds.
    private func checked(
        _ reply: FinalReply, _ identifier: ManifestIdentifier, _ key: RunContentCache.Key
    ) throws(ResolutionFailure) -> FetchedManifest {
        do throws(ResolutionFailure) {
            let check = ContentCheck(reply: reply, size: nil)
            let digest = try check.digest(asked: identifier.digest)
            let fetched = FetchedManifest(
                digest: digest, size: reply.reply.body.count,
                document: try ManifestDecoder.decode(reply.reply.body, contentType: reply.reply.fields[.contentType]))
            if let lie = check.harmlessLie(about: digest) {
                session.runner.statistics.warn(session.endpoint.registry, "\(place): \(lie)")
            }
            session.cache.keep(reply.reply, digest, key)
            return fetched
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(identifier.described): \(error.message)")
        }
    }

    /// A digest names the same bytes for ever; what a tag names is asked by HEAD, which costs no pull, and only if the
    /// answer is what is here already does that spare the GET.
    private func cached(
        _ identifier: ManifestIdentifier, _ key: RunContentCache.Key
    ) async throws(ResolutionFailure) -> FetchedManifest? {
        let cache = session.cache
        guard cache.lastDigest(key) != nil, let cached = cache.manifest(key) else { return nil }
        if identifier.digest != nil || cache.isOffline { return cached }
        let head = try await request(.head, identifier.path, accept: .manifests)
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
        if let known = session.contents.manifests[key(identifier)], !known.isCached { return true }
        if session.cache.isOffline, session.cache.manifest(key(identifier)) != nil { return true }
        let head = try await request(.head, identifier.path, accept: .manifests)
        switch head.status {
        case 200:
            try ContentCheck(reply: head, size: nil).checkHeader(against: digest)
            return true
        case 404: return false
        // Some registries know no HEAD, or do not allow it; and only GET has words for a refusal.
        case 400, 403, 405, 501:
            let reply = try await request(.get, identifier.path, accept: .manifests)
            if reply.status == 404 { return false }
            guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
            _ = try ContentCheck(reply: reply, size: nil).digest(asked: digest)
            return true
        default: throw await refusal(head, of: identifier.described)
        }
    }

    /// The digest that the registry says the content has; nil where it does not say.
    func claimedDigest(of identifier: ManifestIdentifier) async throws(ResolutionFailure) -> ImageDigest? {
        let head = try await request(.head, identifier.path, accept: .manifests)
        return head.status == 200 ? ContentCheck(reply: head, size: nil).claim : nil
    }

    /// The same, where one digest is expected and another one is to be read: one request where HEAD and GET are two. A
    /// registry that knows entity tags answers 304 for what has the digest (RFC 9110, section 13.1.2), others send it.
    func claimedDigest(
        of identifier: ManifestIdentifier, expecting expected: ImageDigest
    ) async throws(ResolutionFailure) -> ImageDigest? {
        // Docker Hub counts what is asked for by GET as pulled.
        guard session.endpoint.isListed || session.endpoint.registry != "docker.io" else {
            return try await claimedDigest(of: identifier)
        }
        let key = key(identifier)
        if let known = session.contents.manifests[key] { return known.digest }
        let reply = try await request(
            .get, identifier.path, accept: .manifests, unless: expected)
        if reply.status == 304 { return expected }
        guard reply.status == 200 else { throw await refusal(reply, of: identifier.described) }
        let fetched = try checked(reply, identifier, key)
        return try await session.contents.manifests.value(for: key) { fetched }.digest
    }

    /// The platform that a configuration states.
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
                .refused, "\(place): \(described) has \(configuration.size) bytes; that is not read")
        }
        let key = key(.digest(configuration.digest))
        if let bytes = session.cache.configuration(configuration, key) {
            session.runner.statistics.countCached(session.endpoint.registry)
            return try ManifestDecoder.platform(ofConfiguration: bytes)
        }
        let reply = try await request(
            .get, "blobs/\(configuration.digest)", accept: .anything, size: configuration.size)
        guard reply.status == 200 else { throw await refusal(reply, of: described) }
        do throws(ResolutionFailure) {
            _ = try ContentCheck(reply: reply, size: configuration.size).digest(asked: configuration.digest)
            let platform = try ManifestDecoder.platform(ofConfiguration: reply.reply.body)
            session.cache.keep(reply.reply, configuration.digest, key)
            return platform
        } catch {
            throw ResolutionFailure(error.kind, "\(place): \(described): \(error.message)")
        }
    }
}

extension RegistryClient {
    /// Pages of one list. An image that thousands of artifacts refer to is nothing to wait for.
    private static let pageLimit = 32

    /// The artifacts that refer to `digest`, over all pages; nil where the registry does not have the interface.
    func referrers(of digest: ImageDigest) async throws(ResolutionFailure) -> [Descriptor]? {
        let described = "list of referrers of \(digest)"
        var reply = try await request(.get, "referrers/\(digest)", accept: .index)
        // The spec has those without it answer 404; some take the path for a malformed one.
        if [400, 404, 405, 501].contains(reply.status) { return nil }
        var descriptors: [Descriptor] = []
        var visited: Set<HTTPURL> = []
        while true {
            guard reply.status == 200 else { throw await refusal(reply, of: described) }
            let next: HTTPURL?
            do throws(ResolutionFailure) {
                descriptors += try Self.index(reply).descriptors
                next = try NextPage.url(reply)
            } catch {
                throw ResolutionFailure(error.kind, "\(place): referrers of \(digest): \(error.message)")
            }
            guard let next else { return descriptors }
            guard visited.insert(next).inserted, visited.count < Self.pageLimit else {
                throw ResolutionFailure(.refused, "\(place): the \(described) does not end")
            }
            reply = try await request(.get, url: next, accept: .index)
        }
    }

    private static func index(_ reply: FinalReply) throws(ResolutionFailure) -> ImageIndex {
        let type = reply.reply.fields[.contentType]
        guard case .index(let index) = try ManifestDecoder.decode(reply.reply.body, contentType: type) else {
            throw ResolutionFailure(.protocolViolation, "the list of referrers is no index")
        }
        return index
    }
}
