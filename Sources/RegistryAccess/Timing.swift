/// The clock, sleep and chance that decisions depend on; tests bring their own and take no time.
package struct Timing: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    package var sleep: @Sendable (Duration) async throws(CancellationError) -> Void
    /// In 0..<1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    package static let system = Timing(
        now: { ContinuousClock.now },
        sleep: { duration throws(CancellationError) in
            do {
                try await ContinuousClock().sleep(for: duration)
            } catch {
                throw CancellationError()
            }
        },
        jitter: { Double.random(in: 0..<1) })
}
