import PolicyModel
import Testing

@Suite struct CalendarDateTests {
    @Test(arguments: ["2026-12-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func `a day that exists reads and prints the same`(text: String) {
        #expect(CalendarDate(text)?.description == text)
    }

    @Test(arguments: [
        "", "2026", "2026-12", "2026-13-01", "2026-00-10", "2026-04-31", "2026-02-29", "1900-02-29", "2026-1-1",
        "26-01-01", "2026/01/01", "2026-01-01T00:00:00Z", " 2026-01-01", "2026-01-00", "0000-01-01", "２026-01-01",
    ])
    func `a text that is not an existing day is refused`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01"), (86399, "1970-01-01"), (86400, "1970-01-02"), (-1, "1969-12-31"),
        (951_782_400, "2000-02-29"), (1_798_761_599, "2026-12-31"), (1_798_761_600, "2027-01-01"),
    ])
    func `a moment belongs to its day`(seconds: Int, expected: String) {
        #expect(CalendarDate(secondsSince1970: seconds)?.description == expected)
    }

    @Test func `days are ordered by date`() throws {
        let days = try ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map { try #require(CalendarDate($0)) }
        #expect(days.shuffled().sorted() == days)
    }
}
