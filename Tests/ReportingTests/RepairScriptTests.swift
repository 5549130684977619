import AuditModel
import TestSupport
import Testing

@testable import Reporting

@Suite struct RepairScriptTests {
    @Test func `a repair script equals its recording`() {
        Recorded.expect(RepairScript.render(MirrorSamples.full), is: "mirror-repair.sh")
    }

    @Test func `foreign text in a script stays in comments`() {
        let script = RepairScript.render(MirrorSamples.hostile)
        let frame = RepairScript.render(MirrorReport(toolVersion: "0.1.0", run: SampleReports.run)).split(
            separator: "\n")
        let lines = script.split(separator: "\n").filter { !$0.hasPrefix("#") && !frame.contains($0) }
        #expect(lines.allSatisfy { $0.hasPrefix("skopeo copy ") || $0.hasPrefix("  echo \"$failed of ") }, "\(lines)")
    }
}
