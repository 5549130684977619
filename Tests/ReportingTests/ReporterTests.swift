import AuditModel
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import Reporting

@Suite("Reports")
struct ReporterTests {
    private static let reports = [
        ("empty", SampleReports.empty), ("full", SampleReports.full), ("unchecked", SampleReports.uncheckedOnly),
        ("check", SampleReports.check), ("hostile", SampleReports.hostile),
    ]

    @Test("Text reads as recorded")
    func text() {
        for (name, report) in Self.reports {
            let options = TextReporter.Options(width: 100, describesImages: name == "check")
            Recorded.expect(TextReporter(options).render(report), is: "\(name).txt")
        }
        Recorded.expect(TextReporter(.init(usesColour: true)).render(SampleReports.full), is: "full-colour.txt")
    }

    @Test("Markdown reads as recorded")
    func markdown() {
        for (name, report) in Self.reports {
            let options = MarkdownReporter.Options(describesImages: name == "check")
            Recorded.expect(MarkdownReporter(options).render(report), is: "\(name).md")
        }
    }

    @Test("JSON reads as recorded")
    func json() {
        for (name, report) in Self.reports { Recorded.expect(JSONReporter().render(report), is: "\(name).json") }
    }

    @Test("Lists of places are cut in text and Markdown, with the number of the rest, and never in JSON")
    func cutting() {
        let text = TextReporter(.init(placeLimit: 3)).render(SampleReports.full)
        #expect(text.contains("… and 20 more places"))
        let markdown = MarkdownReporter(.init(placeLimit: 3)).render(SampleReports.full)
        #expect(markdown.contains("… and 20 more"))
        #expect(JSONReporter().render(SampleReports.full).contains("web-23"))
        // A single place more is shown rather than counted.
        #expect(TextReporter(.init(placeLimit: 22)).render(SampleReports.full).contains("web-23"))
    }

    @Test("Markdown cuts long tables and says so")
    func rows() {
        let markdown = MarkdownReporter(.init(rowLimit: 2)).render(SampleReports.hostile)
        #expect(markdown.contains("… and 18 more, see the full report."))
    }

    @Test("A finding that is accepted everywhere is counted and not shown")
    func accepted() {
        for output in [
            TextReporter().render(SampleReports.full), MarkdownReporter().render(SampleReports.full),
        ] {
            #expect(!output.contains("pin-drift"))
            #expect(output.contains("2 places waived, 1 place known from the baseline"))
            #expect(output.contains("2 errors, 1 warning, 0 notes, 2 unchecked"))
        }
    }
}
