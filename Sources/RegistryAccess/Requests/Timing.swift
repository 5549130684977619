internal import Synchronization

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
        jitter: {
            // Nothing depends on it being hard to guess, and the system's own generator costs a system call.
            var state = chance.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((state ^ (state >> 31)) >> 11) * 0x1p-53
        })

    private static let chance = Atomic(UInt64.random(in: .min ... .max))
}
