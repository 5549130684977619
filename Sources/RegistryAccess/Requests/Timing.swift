internal import Synchronization

/// The clock, the sleep and the randomness that decisions depend on. Tests bring their own and take no time.
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
            // splitmix64: nothing here needs a secure generator, and the system's costs a system call.
            var state = seed.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((state ^ (state >> 31)) >> 11) * 0x1p-53
        })

    private static let seed = Atomic(UInt64.random(in: .min ... .max))
}
