import AuditModel
import AuditPipeline
import Testing

/// swift-testing has a type of this name, too.
private typealias Status = AuditPipeline.ExitStatus

@Suite struct ExitStatusTests {
    private func report(
        _ severities: [Severity], status: FindingLocation.Status = .active, unchecked: Bool = false
    ) -> AuditReport {
        AuditReport(
            toolVersion: "1",
            findings: severities.map {
                Finding(
                    rule: "unpinned", severity: $0, message: "", image: "",
                    locations: [FindingLocation(status: status, fingerprint: "")])
            },
            unchecked: unchecked ? [Unchecked(item: .run, kind: "no-images", message: "", locations: [])] : [],
            run: RunFacts(started: "", seconds: 0, requests: 0))
    }

    @Test(arguments: [
        ([Severity.error], Severity?.some(.error), Status.findings),
        ([.warning, .note], .error, .clean),
        ([.warning], .warning, .findings),
        ([.note], .warning, .clean),
        ([.note], .note, .findings),
        ([], .note, .clean),
        ([.error], nil, .clean),
    ])
    func `findings fail a run from the chosen severity on`(
        severities: [Severity], threshold: Severity?, expected: AuditPipeline.ExitStatus
    ) {
        #expect(Status(report(severities), failingAt: threshold) == expected)
    }

    @Test func `the status is that of findings, else of unchecked images, else of success`() {
        #expect(Status(report([.error], unchecked: true), failingAt: .error) == .findings)
        #expect(Status(report([.warning], unchecked: true), failingAt: .error) == .unchecked)
        #expect(Status(report([.error], unchecked: true), failingAt: nil) == .unchecked)
    }

    @Test(arguments: [FindingLocation.Status.waived, .known])
    func `a waived or known finding does not fail a run`(status: FindingLocation.Status) {
        #expect(Status(report([.error], status: status), failingAt: .error) == .clean)
    }
}
