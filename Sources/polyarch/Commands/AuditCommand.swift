import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import PolicyModel
import PolicyRules

struct AuditCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Scans manifests, asks the registries, judges by the policy, reports.")

    @OptionGroup var input: InputOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Also compares each pinned digest with what its tag names by now.")
    var drift = false

    @Flag(help: "These are all manifests that the policy is for: reports waivers and overrides that nothing needs.")
    var fullFleet = false

    @Option(
        help: ArgumentHelp(
            "Findings that are known and do not fail; polyarch baseline update writes the file.", valueName: "file"),
        completion: .file())
    var baseline: String?

    @Flag(help: "Accepts that there may be no image at all.")
    var allowEmpty = false

    func execute() async throws -> ExitStatus {
        let baseline = try baseline.map { try BaselineFile($0).read() }
        let session = try session.open()
        defer { session.close() }
        var inventory = try await input.inventory(with: ManifestScanner(extraction: session.policy.extraction))
        try values.read(into: &inventory)
        let options = PlanOptions(
            depth: self.session.verify ?? .index, asksForDrift: drift,
            isFullFleet: fullFleet)
        let audit = await session.audit(inventory, options: options, allowsEmpty: allowEmpty, baseline: baseline)
        return try report.publish(audit.report)
    }
}
