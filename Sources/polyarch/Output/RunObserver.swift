import HTTPTransport
import RegistryAccess
import Reporting

/// Shows requests as they are made: one line per request, a trace in a file, the progress on a terminal.
final class RunObserver: ResolverObserver {
    private let isVerbose: Bool
    private let trace: TraceFile?
    private let display: ProgressDisplay?

    /// Nil if nothing is to be shown.
    init?(isVerbose: Bool, trace: TraceFile?) {
        display = Terminal.showsProgress ? ProgressDisplay() : nil
        guard isVerbose || trace != nil || display != nil else { return nil }
        self.isVerbose = isVerbose
        self.trace = trace
    }

    func asking(_ count: Int, of registry: String) { display?.asking(count, of: registry) }

    func answered(by registry: String) { display?.answered(by: registry) }

    func exchanged(_ exchange: ObservedExchange) {
        if isVerbose { say(exchange.line) }
        trace?.write(exchange.trace)
    }

    func retrying(_ retry: ObservedRetry) {
        if isVerbose { say(retry.line) }
        trace?.write(["* \(retry.line)"])
    }

    private func say(_ line: String) {
        let text = "polyarch: \(Escaping.terminal(line))\n"
        if let display { display.write(text) } else { StandardStream.error.write(text) }
    }
}
