internal import AuditModel
internal import HTTPTransport

/// Tokens by their purpose. Each is fetched once, however many tasks ask for it concurrently. The fetch runs in a task
/// of its own, so that it survives the cancellation of the task that asked first. A failed fetch is forgotten: the next
/// task to ask tries again.
final class TokenCache: Sendable {
    struct Key: Sendable, Hashable {
        /// Scheme, host and port that the token is for.
        let origin: String
        let realm: String
        let service: String?
        let scope: String
        /// The login that it was issued for.
        var login: Login?
    }

    private struct Entry: Sendable {
        let id: Int
        let task: Task<Result<Secret, ResolutionFailure>, Never>
        /// Nil until the token is fetched.
        var expiry: ContinuousClock.Instant?
    }

    private struct State: Sendable {
        var entries: [Key: Entry] = [:]
        var nextID = 0
    }

    private let state = Locked(State())
    private let timing: Timing

    init(timing: Timing) {
        self.timing = timing
    }

    /// `isFresh` is true if the token was not there before the call.
    func token(
        for key: Key, fetch: @escaping @Sendable () async -> Result<TokenReply, ResolutionFailure>
    ) async -> (result: Result<Secret, ResolutionFailure>, isFresh: Bool) {
        let now = timing.now()
        let (task, isFresh) = state.withLock { state in
            if let entry = state.entries[key], entry.expiry.map({ now < $0 }) ?? true {
                return (entry.task, entry.expiry == nil)
            }
            let id = state.nextID
            state.nextID += 1
            let task = Task { await self.fetched(key, id: id, fetch) }
            state.entries[key] = Entry(id: id, task: task, expiry: nil)
            return (task, true)
        }
        return (await task.value, isFresh)
    }

    /// Forgets a token that the registry did not accept, unless it is being replaced.
    func discard(_ key: Key) {
        state.withLock { state in
            if state.entries[key]?.expiry != nil { state.entries[key] = nil }
        }
    }

    private func fetched(
        _ key: Key, id: Int, _ fetch: @Sendable () async -> Result<TokenReply, ResolutionFailure>
    ) async -> Result<Secret, ResolutionFailure> {
        let start = timing.now()
        let result = await fetch()
        state.withLock { state in
            guard state.entries[key]?.id == id else { return }
            switch result {
            // Renewed a little early, so that no token expires on its way.
            case .success(let reply): state.entries[key]?.expiry = start + reply.life * 0.9
            case .failure: state.entries[key] = nil
            }
        }
        return result.map(\.token)
    }
}
