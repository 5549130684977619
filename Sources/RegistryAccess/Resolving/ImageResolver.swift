package import AuditModel
package import HTTPTransport
package import ImageModel

/// Asks registries what references are. One resolver serves a whole run: it keeps logins and tokens.
package final class ImageResolver: Sendable {
    private let endpoints: RegistryEndpoints
    let options: ResolverOptions
    private let runner: RequestRunner
    private let authenticator: Authenticator
    private let contents = RunContentCache()
    private let cache: ContentCache
    /// The endpoints of each registry, in the order in which they are asked.
    private let sessions = Locked<[String: Result<[EndpointSession], ResolutionFailure>]>([:])
    /// Which of them answered, by its place among them.
    private let settled = Locked<[ImageReference: Int]>([:])
    private let deadline: ContinuousClock.Instant?
    private let begun = Locked<BegunInquiry?>(nil)

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

    /// HTTP requests that went out so far, those for tokens and those that were tried again included.
    package var requestCount: Int { runner.statistics.exchangeCount }

    /// The same, registry by registry, with what else is worth telling.
    package var usage: [String: RegistryUsage] { runner.statistics.all }

    /// Asks already what will be asked among much else: connections are made, and a token is got, while the rest is
    /// thought out. Who asks about the same image takes this over, whatever comes of it. To be called once.
    package func begin(_ inquiry: Inquiry) {
        let answer = Task { await resolution(of: inquiry, known: nil) }
        begun.withLock { $0 = BegunInquiry(inquiry: inquiry, answer: answer) }
    }

    /// Answers every inquiry, sorted by reference; those about one reference become one. Nothing is thrown: what could
    /// not be found out is an answer too.
    package func resolve(_ inquiries: [Inquiry]) async -> [(inquiry: Inquiry, resolution: Resolution)] {
        await answers(to: Resolutions().unanswered(inquiries), beside: Resolutions())
            .sorted { $0.inquiry.reference < $1.inquiry.reference }
    }

    /// - Parameter known: what was answered before; an inquiry that goes deeper begins there.
    private func answers(
        to inquiries: [Inquiry], beside known: Resolutions
    ) async -> [(inquiry: Inquiry, resolution: Resolution)] {
        await each(inquiries, at: \.reference.registry) { inquiry in
            (inquiry: inquiry, resolution: await self.answer(to: inquiry, known: known[inquiry.reference]))
        }
    }

    /// Answers what `resolutions` does not answer yet, and records it there.
    ///
    /// - Returns: how much that was.
    @discardableResult
    package func resolve(_ inquiries: [Inquiry], into resolutions: inout Resolutions) async -> Int {
        let answers = await answers(to: resolutions.unanswered(inquiries), beside: resolutions)
        resolutions.reserve(answers.count)
        for answer in answers { resolutions.record(answer.resolution, for: answer.inquiry) }
        return answers.count
    }

    /// What `work` says of each item, in any order. Workers of one registry wait for that registry alone.
    func each<Item: Sendable, Answer: Sendable>(
        _ items: [Item], at registry: (Item) -> String, _ work: @escaping @Sendable (Item) async -> Answer
    ) async -> [Answer] {
        let lists = Dictionary(grouping: items, by: registry)
        for (registry, items) in lists { runner.observer?.asking(items.count, of: registry) }
        return await withTaskGroup(of: [Answer].self) { group in
            for (registry, items) in lists {
                let list = WorkList(items)
                let spares = SpareWorkers()
                let places = endpoints.listed[registry]?.concurrency ?? options.concurrency
                let workers = min(places + min(places * Self.spares, Self.spareLimit), items.count)
                for number in 0..<workers {
                    group.addTask { [observer = runner.observer] in
                        if number >= places, !(await spares.isCalled()) { return [] }
                        let answers = await SpareWorkers.$current.withValue(spares) {
                            await list.map { item in
                                let answer = await work(item)
                                observer?.answered(by: registry)
                                return answer
                            }
                        }
                        spares.dismiss()
                        return answers
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The same of images, each once.
    func each<Answer: Sendable>(
        _ images: [ImageReference], _ work: @escaping @Sendable (ImageReference) async -> Answer
    ) async -> [ImageReference: Answer] {
        let answers = await each(Set(images).sorted(), at: \.registry) { image in (image, await work(image)) }
        return Dictionary(uniqueKeysWithValues: answers)
    }

    /// Workers beyond those that ask at one time, for each of them, and in all.
    private static let spares = 7
    private static let spareLimit = 64

    /// Where the answer about a reference came from; nil where nobody answered.
    package func endpoint(for reference: ImageReference) -> RegistryEndpoint? { session(for: reference)?.endpoint }

    private func session(for reference: ImageReference) -> EndpointSession? {
        guard let position = settled.withLock({ $0[reference.asked] }),
            let all = try? sessions(for: reference.registry), all.indices.contains(position)
        else { return nil }
        return all[position]
    }

    private func answer(to inquiry: Inquiry, known: Resolution?) async -> Resolution {
        guard known == nil, let begun = begun.withLock(\.self), begun.inquiry.reference == inquiry.reference else {
            return await resolution(of: inquiry, known: known)
        }
        let first = await begun.answer.value
        return begun.inquiry == inquiry ? first : await resolution(of: inquiry, known: first)
    }

    private func resolution(of inquiry: Inquiry, known: Resolution?) async -> Resolution {
        let reference = inquiry.reference
        do throws(ResolutionFailure) {
            let choice = EndpointFailover(
                sessions: try sessions(for: reference.registry), settled: settled.withLock { $0[reference] })
            let deadline = try imageDeadline(for: reference)
            let (resolution, position) = try await choice.ask { session throws(ResolutionFailure) in
                let client = RegistryClient(session, repository: reference.repository, deadline: deadline)
                return try await ReferenceResolution(client: client, inquiry: inquiry, known: known).resolution()
            }
            if choice.settled == nil { settled.withLock { $0[reference] = position } }
            return resolution
        } catch {
            return .failed(error)
        }
    }

    /// For the repository of `reference`, at the endpoint that answered about it, else at the first; its time begins
    /// now.
    func client(for reference: ImageReference) throws(ResolutionFailure) -> RegistryClient {
        let sessions = try sessions(for: reference.registry)
        guard let session = session(for: reference) ?? sessions.first else {
            throw ResolutionFailure(.refused, "\(reference.registry) has no endpoint")
        }
        return RegistryClient(
            session, repository: reference.repository, deadline: try imageDeadline(for: reference))
    }

    /// When an image that is begun now must be answered.
    private func imageDeadline(for reference: ImageReference) throws(ResolutionFailure) -> ContinuousClock.Instant {
        let now = runner.timing.now()
        if let deadline, deadline <= now {
            throw ResolutionFailure(.transient, "\(reference.name) was not asked for: the time of the run was up")
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
        // Who came first meanwhile is everybody's: a session keeps what the endpoint wants to be shown.
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
            throw ResolutionFailure(.refused, "\(registry) cannot be asked: \(error.message)")
        }
        guard !all.isEmpty else {
            throw ResolutionFailure(
                .refused,
                "\(registry) is not asked: \(endpoints.file ?? "the registries file") refuses what it does not list"
            )
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

private struct BegunInquiry: Sendable {
    let inquiry: Inquiry
    let answer: Task<Resolution, Never>
}

extension ImageResolver {
    /// The digests that registries say images have (HEAD): no bytes are read, so this only tells which are worth reading.
    /// An image without an answer, or without a clear one, is left out.
    package func claimedDigests(of images: [ImageReference]) async -> [ImageReference: ImageDigest] {
        await each(images) { image in
            try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image))
        }.compactMapValues(\.self)
    }

    /// The same for tags that are expected to have a digest; what has another one is read at once.
    package func claimedDigests(of expected: [ImageReference: ImageDigest]) async -> [ImageReference: ImageDigest] {
        await each(Array(expected.keys)) { image in
            guard let digest = expected[image] else { return nil }
            return try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image), expecting: digest)
        }.compactMapValues(\.self)
    }
}

extension ImageResolver {
    /// The artifacts that refer to images, which must be named by their digests.
    package func referrers(of images: [ImageReference]) async -> [ImageReference: Referrers] {
        await each(images) { image in await self.referrers(of: image) }
    }

    private func referrers(of image: ImageReference) async -> Referrers {
        guard let digest = image.digest else {
            return .failed(ResolutionFailure(.invalidReference, "\(image) has no digest to refer to"))
        }
        do {
            let listed = try await client(for: image).referrers(of: digest)
            return listed.map { .listed($0) } ?? .unsupported
        } catch {
            return .failed(error)
        }
    }
}
