internal import AuditModel
internal import HTTPTransport

/// Answers by key, each found out once however many ask for it at the same time. Finding out is nobody's child: it goes
/// on while anybody waits for it. What failed is forgotten, so that the next to ask tries again; that something does
/// not exist is an answer.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    typealias Answer = Result<Value, ResolutionFailure>

    private struct Flight: Sendable {
        let id: Int
        let task: Task<Answer, Never>
        var waiting = 1
    }

    private enum Entry: Sendable {
        case known(Answer)
        case underWay(Flight)
    }

    private struct State: Sendable {
        var entries: [Key: Entry] = [:]
        var nextID = 0
    }

    private let state = Locked(State())

    /// What is known already.
    subscript(_ key: Key) -> Value? {
        state.withLock { state in
            guard case .known(let answer) = state.entries[key] else { return nil }
            return try? answer.get()
        }
    }

    func value(
        for key: Key, _ find: @escaping @Sendable () async throws(ResolutionFailure) -> Value
    ) async throws(ResolutionFailure) -> Value {
        let entry = state.withLock { state -> Entry in
            switch state.entries[key] {
            case .known(let answer): return .known(answer)
            case .underWay(var flight):
                flight.waiting += 1
                state.entries[key] = .underWay(flight)
                return .underWay(flight)
            case nil:
                state.nextID += 1
                let id = state.nextID
                let flight = Flight(id: id, task: Task { await self.fly(key, id: id, find) })
                state.entries[key] = .underWay(flight)
                return .underWay(flight)
            }
        }
        switch entry {
        case .known(let answer): return try answer.get()
        case .underWay(let flight):
            let answer = await withTaskCancellationHandler {
                await flight.task.value
            } onCancel: {
                abandon(key, flight)
            }
            return try answer.get()
        }
    }

    private func fly(
        _ key: Key, id: Int, _ find: @Sendable () async throws(ResolutionFailure) -> Value
    ) async -> Answer {
        let answer: Answer
        do {
            answer = .success(try await find())
        } catch {
            answer = .failure(error)
        }
        state.withLock { state in
            guard case .underWay(let flight) = state.entries[key], flight.id == id else { return }
            switch answer {
            case .success: state.entries[key] = .known(answer)
            case .failure(let failure): state.entries[key] = failure.kind == .notFound ? .known(answer) : nil
            }
        }
        return answer
    }

    /// The last one to lose interest ends it.
    private func abandon(_ key: Key, _ flight: Flight) {
        let isLast = state.withLock { state in
            guard case .underWay(var current) = state.entries[key], current.id == flight.id else { return false }
            current.waiting -= 1
            state.entries[key] = current.waiting == 0 ? nil : .underWay(current)
            return current.waiting == 0
        }
        if isLast { flight.task.cancel() }
    }
}
