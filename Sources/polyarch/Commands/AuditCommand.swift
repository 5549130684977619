import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import PolicyModel
import PolicyRules

struct AuditCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Scan manifests, look their images up in the registries, and report what breaks the policy.")

    @OptionGroup var input: InputOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Also compare each pinned digest with what its tag currently resolves to.")
    var drift = false

    @Flag(help: "The inputs are the whole fleet: also report waivers and overrides that nothing needs.")
    var fullFleet = false

    @Option(
        help: ArgumentHelp(
            "A file of known findings, which do not fail the run; polyarch baseline update writes it.",
            valueName: "file"),
        completion: .file())
    var baseline: String?

    @Flag(help: "Succeed even if no image is found.")
    var allowEmpty = false

    var standardInput: [String] {
        input.standardInput + values.standardInput + session.standardInput + (baseline == "-" ? ["--baseline -"] : [])
    }

    var standardOutput: [String] { report.standardOutput + session.standardOutput }

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
        return try report.publish(audit.report, isAlone: standardOutput.isEmpty)
    }
}
