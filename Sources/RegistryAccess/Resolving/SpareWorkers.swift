internal import HTTPTransport

/// Those who work through a registry's list beside as many as it is asked at one time. One of them begins whenever a
/// worker is about to wait for something else than the registry, whose place would stand empty meanwhile.
final class SpareWorkers: Sendable {
    private struct State: Sendable {
        /// Have not begun.
        var waiting: [CheckedContinuation<Bool, Never>] = []
        /// That nobody has heard yet.
        var calls = 0
        var isDismissed = false
    }

    /// Of the list that the task works through. To be called before a wait for the time between two tries, for a token,
    /// for the host that a redirect leads to.
    @TaskLocal static var current: SpareWorkers?

    private let state = Locked(State())

    /// For one of them: waits until it is called; false when nothing is left to do.
    func isCalled() async -> Bool {
        await withCheckedContinuation { continuation in
            let isCalled = state.withLock { state -> Bool? in
                if state.isDismissed { return false }
                guard state.calls == 0 else {
                    state.calls -= 1
                    return true
                }
                state.waiting.append(continuation)
                return nil
            }
            if let isCalled { continuation.resume(returning: isCalled) }
        }
    }

    func call() {
        let next = state.withLock { state in
            let next = state.waiting.popLast()
            if next == nil { state.calls += 1 }
            return next
        }
        next?.resume(returning: true)
    }

    /// The list has come to its end.
    func dismiss() {
        let waiting = state.withLock { state in
            state.isDismissed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: false) }
    }
}
