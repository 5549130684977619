/// One exchange, and the task that waits for it. It is settled once: by a reply, a failure, the deadline, cancellation or
/// the end of the transport, whichever comes first.
final class PendingExchange: Sendable {
    typealias Outcome = Result<TransferReply, TransferError>

    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case settled(Outcome)
    }

    let request: TransferRequest
    private let state = Locked(State.idle)

    init(_ request: TransferRequest) {
        self.request = request
    }

    /// Nil until settled. Read through the lock after the wait: ThreadSanitizer does not see every way in which a
    /// continuation passes a value.
    var outcome: Outcome? {
        state.withLock {
            if case .settled(let outcome) = $0 { outcome } else { nil }
        }
    }

    var isSettled: Bool { outcome != nil }

    /// Lets `continuation` wait for the outcome. If there already is one, resumes it and returns false.
    func wait(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        let isSettled = state.withLock { state in
            if case .settled = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isSettled { continuation.resume() }
        return !isSettled
    }

    /// Returns whether this call settled it.
    @discardableResult
    func settle(_ outcome: Outcome) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            switch state {
            case .settled: return (false, nil)
            case .idle:
                state = .settled(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .settled(outcome)
                return (true, continuation)
            }
        }
        continuation?.resume()
        return isFirst
    }
}
