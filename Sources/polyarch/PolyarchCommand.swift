import ArgumentParser
import AuditPipeline

@main
struct PolyarchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polyarch",
        abstract: "Audits the container images that a GitOps fleet deploys.",
        discussion: """
            Exit status: 0 everything was checked and nothing is wrong; 1 findings; 2 something could not be checked; \
            64 wrong usage, or an input, policy or output that cannot be used.
            """,
        version: ToolVersion.described,
        subcommands: asking + [
            ListCommand.self, RulesCommand.self, PolicyCommand.self, BaselineCommand.self, CacheCommand.self,
        ])

    /// Those that ask registries.
    private static let asking: [any ParsableCommand.Type] = [
        AuditCommand.self, CheckCommand.self, MirrorCommand.self, PinCommand.self,
    ]

    static func main() async {
        let name = CommandLine.arguments.dropFirst().first
        async let rehearsal: Void =
            asking.contains { $0.configuration.commandName == name }
            ? AuditSession.rehearse() : ()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // The end of the process takes libraries apart, which nobody may be setting up meanwhile.
            await rehearsal
            exit(withError: error)
        }
    }
}
