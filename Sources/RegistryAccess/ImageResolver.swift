package import AuditModel
package import HTTPTransport
package import ImageModel

/// Asks registries what references are. One resolver serves a whole run: it keeps logins and tokens.
package final class ImageResolver: Sendable {
    private let endpoints: RegistryEndpoints
    let options: ResolverOptions
    private let runner: RequestRunner
    private let authenticator: Authenticator
    private let memo = ContentMemo()
    private let cache: ContentCache
    private let settled = Locked<[ImageReference: RegistryEndpoint]>([:])
    private let deadline: ContinuousClock.Instant?

    package init(
        transport: any Transport, endpoints: RegistryEndpoints = RegistryEndpoints(),
        credentials: CredentialStore = .empty, helper: CredentialHelper = CredentialHelper(path: ""),
        cache: ContentCache = ContentCache(), options: ResolverOptions = ResolverOptions(), timing: Timing = .system
    ) {
        self.cache = cache
        self.endpoints = endpoints
        self.options = options
        deadline = options.runTimeout.map { timing.now() + $0 }
        let lanes = HostLanes(retry: options.retry, timing: timing) { [endpoints, options] url in
            endpoints.concurrency(at: url) ?? options.concurrency
        }
        runner = RequestRunner(transport: transport, timing: timing, lanes: lanes)
        authenticator = Authenticator(
            logins: LoginFinder(store: credentials, helper: helper), runner: runner, endpoints: endpoints,
            options: options)
    }

    /// HTTP requests that went out so far, those for tokens and those that were tried again included.
    package var requestCount: Int { runner.ledger.exchangeCount }

    /// The same, registry by registry, with what else is worth telling.
    package var usage: [String: RegistryUsage] { runner.ledger.all }

    /// Answers every inquiry, sorted by reference; those about one reference become one. Nothing is thrown: what could
    /// not be found out is an answer too.
    ///
    /// - Parameters:
    ///   - known: what was answered before; an inquiry that goes deeper begins there.
    ///   - progress: Called with how many of how many are answered, from any task.
    package func resolve(
        _ inquiries: [Inquiry], beside known: Resolutions = Resolutions(),
        progress: (@Sendable (_ answered: Int, _ total: Int) -> Void)? = nil
    ) async -> [(inquiry: Inquiry, resolution: Resolution)] {
        let distinct = Resolutions().unanswered(inquiries)
        let lists = Dictionary(grouping: distinct, by: \.reference.registry).values.map { WorkList($0) }
        let answered = Locked(0)
        let answers = await withTaskGroup(of: [(inquiry: Inquiry, resolution: Resolution)].self) { group in
            // Workers of one registry wait for that registry alone. There are more of them than it is asked at one
            // time: those that wait for a retry hold no place in its lane, and others use it.
            for list in lists {
                for _ in 0..<min(options.concurrency * Self.imagesPerPlace, list.count) {
                    group.addTask {
                        var answers: [(inquiry: Inquiry, resolution: Resolution)] = []
                        while let inquiry = list.next() {
                            answers.append(
                                (inquiry, await self.resolution(of: inquiry, known: known[inquiry.reference])))
                            let count = answered.withLock { count in
                                count += 1
                                return count
                            }
                            progress?(count, distinct.count)
                        }
                        return answers
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return answers.sorted { $0.inquiry.reference < $1.inquiry.reference }
    }

    /// Answers what `resolutions` does not answer yet, and records it there.
    package func resolve(
        _ inquiries: [Inquiry], into resolutions: inout Resolutions,
        progress: (@Sendable (_ answered: Int, _ total: Int) -> Void)? = nil
    ) async {
        for answer in await resolve(resolutions.unanswered(inquiries), beside: resolutions, progress: progress) {
            resolutions.record(answer.resolution, for: answer.inquiry)
        }
    }

    static let imagesPerPlace = 8

    /// Where the answer about a reference came from; nil where nobody answered.
    package func endpoint(for reference: ImageReference) -> RegistryEndpoint? {
        settled.withLock { $0[reference.asked] }
    }

    private func resolution(of inquiry: Inquiry, known: Resolution?) async -> Resolution {
        let reference = inquiry.reference
        do throws(ResolutionFailure) {
            let choice = EndpointChoice(
                endpoints: try endpoints(for: reference.registry), settled: endpoint(for: reference))
            let deadline = try imageDeadline(for: reference)
            let (resolution, endpoint) = try await choice.ask { endpoint, failure in
                runner.ledger.warn(
                    endpoint.registry, "asked elsewhere than at \(endpoint.url.shown): \(failure.kind.rawValue)")
            } _: { endpoint throws(ResolutionFailure) in
                let client = client(at: endpoint, repository: reference.repository, deadline: deadline)
                return try await ImageWalk(client: client, inquiry: inquiry, known: known).resolution()
            }
            settled.withLock { $0[reference] = endpoint }
            return resolution
        } catch {
            return .failed(error)
        }
    }

    /// For the repository of `reference`, at the endpoint that answered about it, else at the first; its time begins
    /// now.
    func client(for reference: ImageReference) throws(ResolutionFailure) -> RegistryClient {
        let endpoints = try endpoints(for: reference.registry)
        guard let endpoint = endpoint(for: reference) ?? endpoints.first else {
            throw ResolutionFailure(.refused, "\(reference.registry) has no endpoint")
        }
        return client(
            at: endpoint, repository: reference.repository, deadline: try imageDeadline(for: reference))
    }

    private func client(
        at endpoint: RegistryEndpoint, repository: String, deadline: ContinuousClock.Instant
    ) -> RegistryClient {
        RegistryClient(
            endpoint: endpoint, repository: repository, deadline: deadline, runner: runner,
            authenticator: authenticator, endpoints: endpoints, memo: memo, cache: cache,
            options: options)
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

    private func endpoints(for registry: String) throws(ResolutionFailure) -> [RegistryEndpoint] {
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
        var completed: [RegistryEndpoint] = []
        for endpoint in all { completed.append(try endpoints.certificates.completing(endpoint)) }
        return completed
    }
}
