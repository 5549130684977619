import ArgumentParser

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
        subcommands: [
            AuditCommand.self, CheckCommand.self, MirrorCommand.self, PinCommand.self, ListCommand.self,
            RulesCommand.self, PolicyCommand.self, BaselineCommand.self, CacheCommand.self,
        ])
}
