import ArgumentParser

@main
struct PolyarchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polyarch", abstract: "Audits the container images that a GitOps fleet deploys.",
        subcommands: [ListCommand.self])
}
