/// Commands from other threads to the event loop. Posting one wakes the loop.
final class LoopInbox: Sendable {
    enum Command: Sendable {
        case start(PendingExchange)
        case cancel(PendingExchange)
    }

    private struct State {
        var commands: [Command] = []
        var isClosed = false
        var multi: MultiHandle?
    }

    private let state: Locked<State>

    init(waking multi: MultiHandle) {
        state = Locked(State(multi: multi))
    }

    /// False if the loop has ended or is about to.
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            // The loop takes all commands at once, so the first one wakes it.
            if state.commands.count == 1 { state.multi?.wakeUp() }
            return true
        }
    }

    func drain() -> (commands: [Command], isClosed: Bool) {
        state.withLock { state in
            let commands = state.commands
            state.commands = []
            return (commands, state.isClosed)
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.multi?.wakeUp()
        }
    }

    /// Releases the multi handle, so that the loop's reference is the last one and its thread destroys it.
    func forgetMultiHandle() {
        let multi = state.withLock { state -> MultiHandle? in
            defer { state.multi = nil }
            return state.multi
        }
        _ = multi
    }
}
