import Glibc
import HTTPTransport
import Reporting

/// The progress as the last line of the terminal on standard error. It is shown while requests are open, and erased
/// before anything else is written there.
final class ProgressDisplay: Sendable {
    private struct State: Sendable {
        var progress = Progress()
        var isShown = false
        var ticker: Task<Void, Never>?
    }

    private static let period = Duration.milliseconds(200)
    private static let erasure = "\r\u{1B}[K"

    private let state = Locked(State())

    init() {
        for number in [SIGINT, SIGTERM] { Self.eraseBeforeEnding(by: number) }
    }

    /// Leaves the terminal clean where a signal ends the process, unless it is ignored (`nohup`).
    private static func eraseBeforeEnding(by number: Int32) {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0, action.isDefault else { return }
        // Only async-signal-safe functions (signal-safety(7)). The signal ends the process when this returns.
        signal(number) { number in
            let erasure: StaticString = "\r\u{1B}[K"
            _ = unsafe Glibc.write(STDERR_FILENO, erasure.utf8Start, erasure.utf8CodeUnitCount)
            signal(number, SIG_DFL)
            raise(number)
        }
    }

    func asking(_ count: Int, of registry: String) {
        state.withLock { state in
            state.progress.asking(count, of: registry, now: .now)
            guard state.ticker == nil else { return }
            state.ticker = Task.detached { [self] in
                // A short run shows no progress.
                while (try? await Task.sleep(for: Self.period)) != nil { draw() }
            }
        }
    }

    func answered(by registry: String) {
        state.withLock { state in
            state.progress.answered(by: registry)
            guard state.progress.isIdle else { return }
            state.ticker?.cancel()
            state.ticker = nil
            Self.erase(&state)
        }
    }

    /// Writes permanent lines above the progress.
    func write(_ text: String) {
        state.withLock { state in
            Self.erase(&state)
            StandardStream.error.write(text)
        }
    }

    private func draw() {
        state.withLock { state in
            let line = state.progress.line(width: Terminal.progressWidth, now: .now)
            guard state.ticker != nil, !line.isEmpty else { return }
            StandardStream.error.write("\r\(line)\u{1B}[K")
            state.isShown = true
        }
    }

    private static func erase(_ state: inout State) {
        guard state.isShown else { return }
        StandardStream.error.write(erasure)
        state.isShown = false
    }
}

extension sigaction {
    // SAFETY: the handler is only compared, as the number that the C library makes of it.
    fileprivate var isDefault: Bool { unsafe unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == 0 }
}
