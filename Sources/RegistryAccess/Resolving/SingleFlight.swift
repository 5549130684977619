internal import AuditModel
internal import HTTPTransport

/// Looks each key up once, however many tasks ask for it concurrently: the first to ask runs the lookup, the others wait
/// for its answer. A failure is forgotten, so that the next task to ask tries again; "not found" is an answer and kept.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    typealias Answer = Result<Value, ResolutionFailure>

    /// Receives the failure of the lookup under way, or nil if the waiter has to look again.
    private typealias Waiter = CheckedContinuation<ResolutionFailure?, Never>

    private enum Entry: Sendable {
        case known(Answer)
        case underWay([Waiter])
    }

    private let entries = Locked<[Key: Entry]>([:])

    /// The value if it is known already.
    subscript(_ key: Key) -> Value? {
        entries.withLock { entries in
            guard case .known(let answer) = entries[key] else { return nil }
            return try? answer.get()
        }
    }

    func value(
        for key: Key, _ lookUp: () async throws(ResolutionFailure) -> Value
    ) async throws(ResolutionFailure) -> Value {
        while true {
            // nil: this task runs the lookup.
            let entry = entries.withLock { entries -> Entry? in
                if let entry = entries[key] { return entry }
                entries[key] = .underWay([])
                return nil
            }
            switch entry {
            case .known(let answer): return try answer.get()
            case .underWay: if let failure = await failureOfLookup(for: key) { throw failure }
            case nil:
                let answer: Answer
                do {
                    answer = .success(try await lookUp())
                } catch {
                    answer = .failure(error)
                }
                end(key, with: answer)
                return try answer.get()
            }
        }
    }

    private func end(_ key: Key, with answer: Answer) {
        var failure: ResolutionFailure?
        if case .failure(let error) = answer, error.kind != .notFound { failure = error }
        let entry = entries.withLock { entries in
            failure == nil ? entries.updateValue(.known(answer), forKey: key) : entries.removeValue(forKey: key)
        }
        guard case .underWay(let waiters) = entry else { return }
        // That the first task was cancelled means nothing to the others: one of them starts again.
        let outcome = Task.isCancelled ? nil : failure
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    /// Nil if the answer is now known, or has to be looked up again.
    private func failureOfLookup(for key: Key) async -> ResolutionFailure? {
        await withCheckedContinuation { waiter in
            let isUnderWay = entries.withLock { entries in
                guard case .underWay(let waiters) = entries[key] else { return false }
                entries[key] = .underWay(waiters + [waiter])
                return true
            }
            if !isUnderWay { waiter.resume(returning: nil) }
        }
    }
}
