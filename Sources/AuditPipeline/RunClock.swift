internal import Glibc
package import PolicyModel

/// The time of a run, taken once: reports and waivers see the same moment.
package struct RunClock: Sendable {
    /// RFC 3339, UTC.
    package let started: String
    package let today: CalendarDate
    private let start = ContinuousClock.now

    /// - Parameter seconds: since the first of January 1970.
    package init(secondsSince1970 seconds: Int) {
        var time = time_t(seconds)
        var parts = tm()
        unsafe gmtime_r(&time, &parts)
        let day = CalendarDate(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
        self.today = day ?? CalendarDate.distantPast
        self.started = "\(today)T\(clock.joined(separator: ":"))Z"
    }

    package static var now: RunClock { RunClock(secondsSince1970: Int(time(nil))) }

    /// Since the start, to the millisecond.
    package var elapsedSeconds: Double {
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1000
    }
}
