import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import PolicyModel
import PolicyRules

struct BaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline", abstract: "Keeps the file of findings that are known and do not fail an audit.",
        subcommands: [UpdateBaselineCommand.self])
}

struct UpdateBaselineCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Audits, and writes everything that is found to the baseline; nothing else ever changes it.",
        discussion: """
            Findings that are waived are left out. Where something could not be checked the file stays as it is: what \
            is known of that would be forgotten.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var baseline: String

    @Flag(help: "Also compares each pinned digest with what its tag names by now.")
    var drift = false

    func execute() async throws -> ExitStatus {
        let file = BaselineFile(baseline)
        let before = try file.read(isOptional: true)
        let session = try session.open()
        defer { session.close() }
        var inventory = try await input.inventory(with: ManifestScanner(extraction: session.policy.extraction))
        try values.read(into: &inventory)
        let options = PlanOptions(depth: self.session.verify ?? .index, asksForDrift: drift)
        let audit = await session.audit(inventory, options: options, allowsEmpty: false)
        let after = try file.update(from: audit.report)
        let added = after.fingerprints.subtracting(before.fingerprints).count
        let removed = before.fingerprints.subtracting(after.fingerprints).count
        StandardStream.output.write(
            "\(baseline): \(added) added, \(removed) removed, \(after.fingerprints.count - added) kept\n")
        return .clean
    }
}
