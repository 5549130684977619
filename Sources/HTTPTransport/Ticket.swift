/// One exchange, and the task that waits for whatever ends it. It settles once, whoever comes first: a reply, a
/// failure, the deadline, the task's cancellation, the end of the transport.
final class Ticket: Sendable {
    typealias Outcome = Result<TransferReply, TransferError>

    private enum State {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case settled(Outcome)
    }

    let request: TransferRequest
    private let state = Locked(State.idle)

    init(_ request: TransferRequest) {
        self.request = request
    }

    var isSettled: Bool {
        state.withLock {
            if case .settled = $0 { true } else { false }
        }
    }

    /// Lets `continuation` wait for the outcome, and says whether it has to; when the outcome is there already, the
    /// continuation is resumed with it.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let outcome: Outcome? = state.withLock { state in
            if case .settled(let outcome) = state { return outcome }
            state = .waiting(continuation)
            return nil
        }
        guard let outcome else { return true }
        continuation.resume(returning: outcome)
        return false
    }

    /// Returns whether this call was the one that settled it.
    @discardableResult
    func settle(_ outcome: Outcome) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
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
        continuation?.resume(returning: outcome)
        return isFirst
    }
}
