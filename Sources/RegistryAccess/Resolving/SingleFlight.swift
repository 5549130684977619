internal import AuditModel
internal import HTTPTransport

/// Answers by key, each found out once however many ask for it at the same time: the first to ask finds out, the others
/// wait. What failed is forgotten, so that the next to ask tries again; that something does not exist is an answer.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    typealias Answer = Result<Value, ResolutionFailure>

    /// Waits for somebody else's flight; gets why it failed, or nil where it has to be looked at again.
    private typealias Waiter = CheckedContinuation<ResolutionFailure?, Never>

    private enum Entry: Sendable {
        case known(Answer)
        case underWay([Waiter])

        func end(with failure: ResolutionFailure?) {
            guard case .underWay(let waiters) = self else { return }
            for waiter in waiters { waiter.resume(returning: failure) }
        }
    }

    private enum Turn {
        case known(Answer)
        case others
        case own
    }

    /// In parts, each behind a lock of its own: workers meet here for every image, and a table that grows keeps all of
    /// them waiting.
    private let parts = (0..<16).map { _ in Locked<[Key: Entry]>([:]) }

    private func entries(for key: Key) -> Locked<[Key: Entry]> {
        parts[Int(truncatingIfNeeded: UInt(bitPattern: key.hashValue)) & (parts.count - 1)]
    }

    /// What is known already.
    subscript(_ key: Key) -> Value? {
        entries(for: key).withLock { entries in
            guard case .known(let answer) = entries[key] else { return nil }
            return try? answer.get()
        }
    }

    func value(
        for key: Key, _ find: () async throws(ResolutionFailure) -> Value
    ) async throws(ResolutionFailure) -> Value {
        while true {
            switch turn(for: key) {
            case .known(let answer): return try answer.get()
            case .own: return try await found(key, find)
            case .others: if let failure = await failureOfOthers(for: key) { throw failure }
            }
        }
    }

    private func turn(for key: Key) -> Turn {
        entries(for: key).withLock { entries in
            switch entries[key] {
            case .known(let answer): return .known(answer)
            case .underWay: return .others
            case nil:
                entries[key] = .underWay([])
                return .own
            }
        }
    }

    private func found(
        _ key: Key, _ find: () async throws(ResolutionFailure) -> Value
    ) async throws(ResolutionFailure) -> Value {
        do {
            let value = try await find()
            keep(.success(value), key)
            return value
        } catch {
            if error.kind == .notFound {
                keep(.failure(error), key)
            } else {
                // That one who asked was cancelled says nothing to the others; one of them sets out anew.
                forget(key, telling: Task.isCancelled ? nil : error)
            }
            throw error
        }
    }

    private func keep(_ answer: Answer, _ key: Key) {
        let flight = entries(for: key).withLock { $0.updateValue(.known(answer), forKey: key) }
        flight?.end(with: nil)
    }

    private func forget(_ key: Key, telling failure: ResolutionFailure?) {
        let flight = entries(for: key).withLock { $0.removeValue(forKey: key) }
        flight?.end(with: failure)
    }

    /// nil where the answer is known now, or has to be asked for again.
    private func failureOfOthers(for key: Key) async -> ResolutionFailure? {
        await withCheckedContinuation { waiter in
            let isUnderWay = entries(for: key).withLock { entries in
                guard case .underWay(let waiters) = entries[key] else { return false }
                entries[key] = .underWay(waiters + [waiter])
                return true
            }
            if !isUnderWay { waiter.resume(returning: nil) }
        }
    }
}
