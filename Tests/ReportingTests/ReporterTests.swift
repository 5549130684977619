import AuditModel
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import Reporting

extension Reporter {
    func render(_ report: AuditReport) -> String {
        var text = ""
        write(report) { text += $0 }
        return text
    }

    func render(_ report: MirrorReport) -> String {
        var text = ""
        write(report) { text += $0 }
        return text
    }
}

@Suite struct ReporterTests {
    /// Files of recorded reports end like this.
    private static let extensions = ["text": "txt", "markdown": "md", "json": "json"]

    @Test func `an audit in each format equals its recording`() throws {
        let reports = [
            ("empty", SampleReports.empty), ("full", SampleReports.full), ("unchecked", SampleReports.uncheckedOnly),
            ("check", SampleReports.check), ("hostile", SampleReports.hostile),
        ]
        for format in ReportFormat.all {
            for (name, report) in reports {
                let reporter = format.reporter.init(ReportLayout(width: 100, describesImages: name == "check"))
                Recorded.expect(
                    reporter.render(report), is: "\(name).\(try #require(Self.extensions[format.name]))")
            }
        }
        Recorded.expect(
            TextReporter(ReportLayout(usesColour: true)).render(SampleReports.full), is: "full-colour.txt")
    }

    @Test func `a comparison in each format equals its recording`() throws {
        let reports = [
            ("full", MirrorSamples.full), ("clean", MirrorSamples.clean), ("hostile", MirrorSamples.hostile),
        ]
        for format in ReportFormat.all {
            for (name, report) in reports {
                Recorded.expect(
                    format.reporter.init(ReportLayout(width: 100)).render(report),
                    is: "mirror-\(name).\(try #require(Self.extensions[format.name]))")
            }
        }
    }

    @Test func `lists of places are cut in text and Markdown, with the number of the rest, and never in JSON`() {
        var text = TextReporter()
        text.placeLimit = 3
        #expect(text.render(SampleReports.full).contains("… and 20 more places"))
        var markdown = MarkdownReporter()
        markdown.placeLimit = 3
        #expect(markdown.render(SampleReports.full).contains("… and 20 more"))
        #expect(JSONReporter().render(SampleReports.full).contains("web-23"))
        // A single place more is shown rather than counted.
        text.placeLimit = 22
        #expect(text.render(SampleReports.full).contains("web-23"))
    }

    @Test func `a long Markdown table is cut, and the number of missing rows is shown`() {
        var markdown = MarkdownReporter()
        (markdown.rowLimit, markdown.pairLimit) = (2, 3)
        #expect(markdown.render(SampleReports.hostile).contains("… and 18 more, see the full report."))
        #expect(markdown.render(MirrorSamples.full).contains("… and 6 more, see the full report."))
    }

    @Test func `a finding that is accepted everywhere is counted and not shown`() {
        for output in [
            TextReporter().render(SampleReports.full), MarkdownReporter().render(SampleReports.full),
        ] {
            #expect(!output.contains("pin-drift"))
            #expect(output.contains("2 places waived, 1 place known from the baseline"))
            #expect(output.contains("2 errors, 1 warning, 0 notes, 2 unchecked"))
        }
    }

    @Test func `a pair that nothing is wrong with is described on request`() {
        #expect(!TextReporter().render(MirrorSamples.clean).contains("identical]"))
        let reporter = TextReporter(ReportLayout(describesImages: true))
        #expect(reporter.render(MirrorSamples.clean).contains("good[identical]"))
    }
}
