internal import Glibc
package import PolicyModel

/// The time of a run, taken once: reports and waivers see the same moment.
package struct RunClock: Sendable {
    /// RFC 3339, UTC.
    package let started: String
    package let today: CalendarDate
    private let start = ContinuousClock.now

    /// - Parameter seconds: since the first of January 1970. Nil outside of the years 1 to 9999.
    package init?(secondsSince1970 seconds: Int) {
        guard let today = CalendarDate(secondsSince1970: seconds) else { return nil }
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        self.today = today
        self.started = "\(today)T\(clock.joined(separator: ":"))Z"
    }

    package static func now() throws(UsageError) -> RunClock {
        guard let clock = RunClock(secondsSince1970: time(nil)) else {
            throw UsageError(
                "the system clock is outside the years 1 to 9999; set it, because waivers depend on the date")
        }
        return clock
    }

    /// Since the start, to the millisecond.
    package var elapsedSeconds: Double {
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1000
    }
}
