import ArgumentParser
import AuditPipeline
import PolicyModel

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Shows or validates a policy, without auditing anything.",
        subcommands: [ShowPolicyCommand.self, CheckPolicyCommand.self],
        defaultSubcommand: ShowPolicyCommand.self)
}

struct ShowPolicyCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The effective policy, and the file and line that decided each value of it.",
        discussion: "What is printed is a policy document: it can be given to --policy again.")

    @OptionGroup var policy: PolicyOptions

    func execute() async throws -> ExitStatus {
        let explanation = try policy.selection.explanation()
        PolicyOptions.show(explanation.warnings)
        StandardStream.output.write(explanation.document)
        return .clean
    }
}

struct CheckPolicyCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Whether policy files make sense: status 0, or 64 with the first mistake.")

    @OptionGroup var policy: PolicyOptions

    func execute() async throws -> ExitStatus {
        let loaded = try policy.selection.policy()
        PolicyOptions.show(loaded.warnings)
        let files = loaded.files
        // A check of nothing must not look like one that passed.
        guard !files.isEmpty else {
            throw UsageError(
                "error: there is no policy file to check: name one with --policy, or write \(PolicySelection.fileName)")
        }
        StandardStream.output.write(files.map { "\($0): good\n" }.joined())
        return .clean
    }
}
