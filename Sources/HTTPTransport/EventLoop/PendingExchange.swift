/// One exchange, and the task that waits for whatever ends it. It settles once, whoever comes first: a reply, a
/// failure, the deadline, the task's cancellation, the end of the transport.
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

    /// Nil as long as it is under way. Whoever waited finds it here, behind the lock: ThreadSanitizer does not see every
    /// way by which a continuation hands a value over.
    var outcome: Outcome? {
        state.withLock {
            if case .settled(let outcome) = $0 { outcome } else { nil }
        }
    }

    var isSettled: Bool { outcome != nil }

    /// Lets `continuation` wait for the outcome, and says whether it has to; when the outcome is there already, the
    /// continuation is resumed.
    func wait(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        let isSettled = state.withLock { state in
            if case .settled = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isSettled { continuation.resume() }
        return !isSettled
    }

    /// Returns whether this call was the one that settled it.
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
