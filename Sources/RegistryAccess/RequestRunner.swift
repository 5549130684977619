internal import AuditModel
internal import HTTPTransport

/// Does what the machine decides, and counts exchanges.
struct RequestRunner: Sendable {
    let transport: any Transport
    let timing: Timing
    private let exchanges = Locked(0)

    init(transport: any Transport, timing: Timing) {
        self.transport = transport
        self.timing = timing
    }

    var exchangeCount: Int { exchanges.withLock { $0 } }

    func run(
        _ plan: RequestMachine.Plan, authenticate: (AuthenticationDemand) async -> AuthenticationAnswer
    ) async -> RequestMachine.Outcome {
        var machine = RequestMachine(plan)
        var event = RequestMachine.Event.started
        while true {
            switch machine.next(event, now: timing.now(), jitter: timing.jitter()) {
            case .send(let request):
                exchanges.withLock { $0 += 1 }
                do {
                    event = .reply(try await transport.exchange(request))
                } catch {
                    event = .error(error)
                }
            case .wait(let duration):
                do {
                    try await timing.sleep(duration)
                    event = .waited
                } catch {
                    return .failure(ResolutionFailure(.transient, "the run was ended"), .cancelled)
                }
            case .authenticate(let demand):
                event = .answered(await authenticate(demand))
            case .done(let outcome): return outcome
            }
        }
    }
}
