package import AuditModel
package import HTTPTransport
package import ImageModel

/// Looks up image references at their registries. One resolver serves a whole run and keeps its logins, tokens and
/// answers.
package final class ImageResolver: Sendable {
    private let endpoints: RegistryEndpoints
    private let options: ResolverOptions
    private let runner: RequestRunner
    private let authenticator: Authenticator
    private let contents = RunContentCache()
    private let cache: ContentCache
    /// The endpoints of each registry, in the order in which they are tried.
    private let sessions = Locked<[String: Result<[EndpointSession], ResolutionFailure>]>([:])
    /// The endpoint that answered for each reference.
    private let answering = Locked<[ImageReference: EndpointSession]>([:])
    /// The end of the run.
    private let deadline: ContinuousClock.Instant?

    package init(
        transport: any Transport, endpoints: RegistryEndpoints = RegistryEndpoints(),
        credentials: CredentialStore = .empty, helper: CredentialHelper = CredentialHelper(path: ""),
        cache: ContentCache = ContentCache(), options: ResolverOptions = ResolverOptions(), timing: Timing = .system,
        observer: (any ResolverObserver)? = nil
    ) {
        self.cache = cache
        self.endpoints = endpoints
        self.options = options
        deadline = options.runTimeout.map { timing.now() + $0 }
        let limiters = HostLimiters(retry: options.retry, timing: timing) { [endpoints, options] url in
            endpoints.concurrency(at: url) ?? options.concurrency
        }
        runner = RequestRunner(transport: transport, timing: timing, limiters: limiters, observer: observer)
        authenticator = Authenticator(
            logins: LoginFinder(store: credentials, helper: helper), runner: runner, endpoints: endpoints,
            options: options)
    }

    /// HTTP requests sent so far, including those for tokens and retries.
    package var requestCount: Int { runner.statistics.exchangeCount }

    /// The same by registry, with cache hits, rate limits and warnings.
    package var usage: [String: RegistryUsage] { runner.statistics.all }

    /// Answers those inquiries that `resolutions` does not answer yet, and records the answers there. A failure is an
    /// answer too.
    ///
    /// - Returns: The number of inquiries that were answered.
    @discardableResult
    package func resolve(_ inquiries: [Inquiry], into resolutions: inout Resolutions) async -> Int {
        let open = resolutions.unanswered(inquiries).map { (inquiry: $0, known: resolutions[$0.reference]) }
        let answers = await concurrentMap(open, at: \.inquiry.reference.registry) { inquiry, known in
            (inquiry: inquiry, resolution: await self.resolution(of: inquiry, known: known))
        }
        resolutions.reserve(answers.count)
        for answer in answers { resolutions.record(answer.resolution, for: answer.inquiry) }
        return answers.count
    }

    /// The digests that registries name for images (HEAD). Nothing is read or checked: this only tells which images are
    /// worth reading. Images without a clear answer are left out.
    package func claimedDigests(of images: [ImageReference]) async -> [ImageReference: ImageDigest] {
        await answers(about: images) { image in
            try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image))
        }.compactMapValues(\.self)
    }

    /// The digests of images that are expected to have certain ones. An image with another digest is read in the same
    /// request.
    package func claimedDigests(of expected: [ImageReference: ImageDigest]) async -> [ImageReference: ImageDigest] {
        await answers(about: Array(expected.keys)) { image in
            guard let digest = expected[image] else { return nil }
            return try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image), expecting: digest)
        }.compactMapValues(\.self)
    }

    /// The artifacts that refer to `images`, which must name digests.
    package func referrers(of images: [ImageReference]) async -> [ImageReference: Referrers] {
        await answers(about: images) { image in
            guard let digest = image.digest else {
                return .failed(ResolutionFailure(.invalidReference, "\(image) has no digest to refer to"))
            }
            do throws(ResolutionFailure) {
                let listed = try await self.client(for: image).referrers(of: digest)
                return listed.map { .listed($0) } ?? .unsupported
            } catch {
                return .failed(error)
            }
        }
    }

    /// The endpoint that answered for `reference`; nil if none did.
    package func endpoint(for reference: ImageReference) -> RegistryEndpoint? {
        answering.withLock { $0[reference.asked] }?.endpoint
    }

    private func answers<Answer: Sendable>(
        about images: [ImageReference], _ ask: @escaping @Sendable (ImageReference) async -> Answer
    ) async -> [ImageReference: Answer] {
        let answers = await concurrentMap(Set(images).sorted(), at: \.registry) { image in (image, await ask(image)) }
        return Dictionary(uniqueKeysWithValues: answers)
    }

    /// Transforms all items, in any order, with a bounded number of tasks per registry: a slow registry does not hold
    /// up the others.
    ///
    /// There are as many tasks as concurrent requests, and as many again once one of them waits for something other
    /// than the registry's host, whose limiter bounds the requests. Having all from the start would cost a quarter more
    /// CPU per image, because each request would wait for its permit.
    private func concurrentMap<Item: Sendable, Answer: Sendable>(
        _ items: [Item], at registry: (Item) -> String, _ transform: @escaping @Sendable (Item) async -> Answer
    ) async -> [Answer] {
        let groups = Dictionary(grouping: items, by: registry)
        return await withTaskGroup(of: [Answer].self) { group in
            for (registry, items) in groups {
                runner.observer?.asking(items.count, of: registry)
                runner.detours.start(registry)
                let queue = Locked(items[...])
                let concurrency = endpoints.listed[registry]?.concurrency ?? options.concurrency
                for number in 0..<min(2 * concurrency + 2, items.count) {
                    group.addTask { [runner] in
                        if number >= concurrency { await runner.detours.wait(for: registry) }
                        var answers: [Answer] = []
                        while let item = queue.withLock({ $0.popFirst() }) {
                            answers.append(await transform(item))
                            runner.observer?.answered(by: registry)
                        }
                        runner.detours.finish(registry)
                        return answers
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Tries the endpoints of a registry in their order; a reference that was answered before stays with its endpoint.
    private func resolution(of inquiry: Inquiry, known: Resolution?) async -> Resolution {
        let reference = inquiry.reference
        var failures: [(session: EndpointSession, failure: ResolutionFailure)] = []
        do throws(ResolutionFailure) {
            let earlier = answering.withLock { $0[reference] }
            let candidates = if let earlier { [earlier] } else { try sessions(for: reference.registry) }
            let deadline = try deadline(for: reference)
            for session in candidates {
                let client = RegistryClient(session, repository: reference.repository, deadline: deadline)
                do throws(ResolutionFailure) {
                    let resolution = try await ReferenceResolution(client: client, inquiry: inquiry, known: known)
                        .resolution()
                    if earlier == nil { answering.withLock { $0[reference] = session } }
                    for (failed, failure) in failures { failed.warnOfFailover(failure) }
                    return resolution
                } catch {
                    failures.append((session, error))
                    guard EndpointFailover.continues(after: error.kind) else { break }
                }
            }
            throw EndpointFailover.verdict(failures.map(\.failure))
        } catch {
            return .failed(error)
        }
    }

    /// A client for the repository of `reference`, at the endpoint that answered for it, or else at the first one.
    private func client(for reference: ImageReference) throws(ResolutionFailure) -> RegistryClient {
        let sessions = try sessions(for: reference.registry)
        guard let session = answering.withLock({ $0[reference.asked] }) ?? sessions.first else {
            throw ResolutionFailure(.refused, "\(reference.registry) has no endpoint")
        }
        return RegistryClient(session, repository: reference.repository, deadline: try deadline(for: reference))
    }

    /// When an image that is started now must be answered.
    private func deadline(for reference: ImageReference) throws(ResolutionFailure) -> ContinuousClock.Instant {
        let now = runner.timing.now()
        if let deadline, deadline <= now {
            throw ResolutionFailure(.transient, "\(reference.name) was not checked: the run's time limit was reached")
        }
        let imageDeadline = now + options.imageTimeout
        return deadline.map { min($0, imageDeadline) } ?? imageDeadline
    }

    private func sessions(for registry: String) throws(ResolutionFailure) -> [EndpointSession] {
        if let known = sessions.withLock({ $0[registry] }) { return try known.get() }
        let opened: Result<[EndpointSession], ResolutionFailure>
        do throws(ResolutionFailure) {
            opened = .success(try openSessions(for: registry))
        } catch {
            opened = .failure(error)
        }
        // All tasks must share one session, which keeps what the endpoint asks for.
        return try sessions.withLock { sessions in
            let first = sessions[registry] ?? opened
            sessions[registry] = first
            return first
        }.get()
    }

    private func openSessions(for registry: String) throws(ResolutionFailure) -> [EndpointSession] {
        let all: [RegistryEndpoint]
        do {
            all = try endpoints.all(for: registry)
        } catch {
            throw ResolutionFailure(.refused, "\(registry) cannot be contacted: \(error.message)")
        }
        guard !all.isEmpty else {
            let file = endpoints.file ?? "the registries file"
            throw ResolutionFailure(
                .refused, "\(registry) is not contacted: \(file) does not list it, and refuses other registries")
        }
        var sessions: [EndpointSession] = []
        for endpoint in all {
            sessions.append(
                EndpointSession(
                    endpoint: try endpoints.certificates.completing(endpoint), endpoints: endpoints, runner: runner,
                    authenticator: authenticator, contents: contents, cache: cache, options: options))
        }
        return sessions
    }
}
