import ArgumentParser
import AuditPipeline
import PolicyModel
import Reporting

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Show or validate a policy, without auditing anything.",
        subcommands: [ShowPolicyCommand.self, CheckPolicyCommand.self],
        defaultSubcommand: ShowPolicyCommand.self)
}

struct ShowPolicyCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the effective policy, with the file and line that decided each value.",
        discussion: "The output is a policy document, which --policy accepts.")

    @OptionGroup var policy: PolicyOptions

    var standardInput: [String] { policy.standardInput }

    func execute() async throws -> ExitStatus {
        let explanation = try policy.selection().explanation()
        PolicyOptions.show(explanation.warnings)
        StandardStream.output.write(explanation.document)
        return .clean
    }
}

struct CheckPolicyCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate policy files: status 0, or 64 with the first mistake.")

    @OptionGroup var policy: PolicyOptions

    var standardInput: [String] { policy.standardInput }

    func execute() async throws -> ExitStatus {
        let loaded = try policy.selection().policy()
        PolicyOptions.show(loaded.warnings)
        let files = loaded.files
        // Checking nothing must not look like success.
        guard !files.isEmpty else {
            throw UsageError(
                "no policy file to check: name one with --policy, or write \(PolicyDiscovery.fileName)")
        }
        StandardStream.output.write(files.map { "\(Escaping.terminal($0)): OK\n" }.joined())
        return .clean
    }
}
