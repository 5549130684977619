import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import PolicyModel
import PolicyRules
import Reporting

struct BaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline", abstract: "Maintain the file of known findings, which do not fail an audit.",
        subcommands: [UpdateBaselineCommand.self])
}

struct UpdateBaselineCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Audit, and write all findings to the baseline; no other command changes it.",
        discussion: """
            Waived findings are left out. If anything could not be checked, the file is not modified: the entries of \
            what was not checked would be lost.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions

    @Option(help: ArgumentHelp("File to write.", valueName: "file"), completion: .file())
    var baseline: String

    @Flag(help: "Also compare each pinned digest with what its tag currently resolves to.")
    var drift = false

    var standardInput: [String] { input.standardInput + values.standardInput + session.standardInput }
    var standardOutput: [String] { session.standardOutput }

    func validate() throws {
        if baseline == "-" { throw ValidationError("--baseline takes a file: it is read and then written") }
    }

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
            "\(Escaping.terminal(baseline)): \(added) added, \(removed) removed, "
                + "\(after.fingerprints.count - added) kept\n")
        return .clean
    }
}
