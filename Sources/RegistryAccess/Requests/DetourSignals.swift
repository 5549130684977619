internal import HTTPTransport

/// Tells which registries send requests elsewhere: to a token service, to the target of a redirect, or into the pause
/// before a retry. Their hosts would be idle if all tasks could be waiting there, so more tasks start then.
final class DetourSignals: Sendable {
    private struct State: Sendable {
        /// Stays for the whole run.
        var hasDetours = false
        var isFinished = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let states = Locked<[String: State]>([:])

    /// Starts a round of images of the registry.
    func start(_ registry: String) {
        states.withLock { $0[registry, default: State()].isFinished = false }
    }

    /// Returns after the first detour of the registry, or when the round is finished.
    func wait(for registry: String) async {
        await withCheckedContinuation { continuation in
            let waits = states.withLock { states in
                let state = states[registry] ?? State()
                guard !state.hasDetours, !state.isFinished else { return false }
                states[registry, default: State()].waiters.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    func noteDetour(_ registry: String) { resumeWaiters(of: registry) { $0.hasDetours = true } }

    func finish(_ registry: String) { resumeWaiters(of: registry) { $0.isFinished = true } }

    private func resumeWaiters(of registry: String, _ change: (inout State) -> Void) {
        let waiters = states.withLock { states in
            var state = states[registry] ?? State()
            change(&state)
            let waiters = state.waiters
            state.waiters = []
            states[registry] = state
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
