import HTTPTransport
import HTTPTypes

@testable import RegistryAccess

/// Answers requests with a function and records them.
final class ScriptedTransport: Transport {
    /// Gets the request and the number of earlier requests with the same method and URL.
    typealias Script = @Sendable (_ request: TransferRequest, _ earlier: Int) throws(TransferError) -> TransferReply

    private let script: Script
    private let log = Locked<(requests: [TransferRequest], counts: [String: Int])>(([], [:]))

    init(_ script: @escaping Script) {
        self.script = script
    }

    var requests: [TransferRequest] { log.withLock { $0.requests } }
    var lines: [String] { requests.map { "\($0.method.rawValue) \($0.url.shown)" } }

    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply {
        let earlier = log.withLock { log in
            log.requests.append(request)
            let line = "\(request.method.rawValue) \(request.url)"
            defer { log.counts[line, default: 0] += 1 }
            return log.counts[line, default: 0]
        }
        // Lets other tasks run, as a real exchange would.
        await Task.yield()
        return try script(request, earlier)
    }
}

/// A clock that advances by sleeping only.
final class TestClock: Sendable {
    private struct State {
        var now = ContinuousClock.now
        var slept: [Duration] = []
    }

    private let state = Locked(State())

    var now: ContinuousClock.Instant { state.withLock { $0.now } }
    var slept: [Duration] { state.withLock { $0.slept } }

    func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    var timing: Timing {
        Timing(
            now: { self.now },
            sleep: { duration in
                self.state.withLock { state in
                    state.now += duration
                    state.slept.append(duration)
                }
            },
            jitter: { 1 })
    }
}
