import AuditPipeline
import Testing

@Suite struct RunClockTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_709_251_199, "2024-02-29T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
    ])
    func `a run's start is written in UTC`(seconds: Int, expected: String) throws {
        #expect(try #require(RunClock(secondsSince1970: seconds)).started == expected)
    }

    @Test func `a clock beyond the calendar is refused`() {
        #expect(RunClock(secondsSince1970: .max) == nil)
    }
}
