import AuditModel
import TestSupport
import Testing

@testable import Reporting

@Suite struct MirrorReporterTests {
    private static let reports = [
        ("full", MirrorSamples.full), ("clean", MirrorSamples.clean), ("hostile", MirrorSamples.hostile),
    ]

    @Test func `a comparison reads as recorded, in every format`() {
        for (name, report) in Self.reports {
            Recorded.expect(MirrorTextReporter(.init(width: 100)).render(report), is: "mirror-\(name).txt")
            Recorded.expect(MirrorMarkdownReporter().render(report), is: "mirror-\(name).md")
            Recorded.expect(MirrorJSONReporter().render(report), is: "mirror-\(name).json")
        }
        Recorded.expect(RepairScript.render(MirrorSamples.full), is: "mirror-repair.sh")
    }

    @Test func `a pair that nothing is wrong with is described where one asks for it`() {
        #expect(!MirrorTextReporter().render(MirrorSamples.clean).contains("identical]"))
        #expect(
            MirrorTextReporter(.init(describesGoodPairs: true)).render(MirrorSamples.clean).contains("good[identical]"))
    }

    @Test func `a table that is cut says so`() {
        let markdown = MirrorMarkdownReporter(rowLimit: 3).render(MirrorSamples.full)
        #expect(markdown.contains("… and 6 more, see the full report."))
    }

    @Test func `nothing foreign leaves its place in a script`() {
        let script = RepairScript.render(MirrorSamples.hostile)
        let frame = RepairScript.render(MirrorReport(toolVersion: "0.1.0", run: SampleReports.run)).split(
            separator: "\n")
        let lines = script.split(separator: "\n").filter { !$0.hasPrefix("#") && !frame.contains($0) }
        #expect(lines.allSatisfy { $0.hasPrefix("skopeo copy ") || $0.hasPrefix("  echo \"$failed of ") }, "\(lines)")
    }
}
