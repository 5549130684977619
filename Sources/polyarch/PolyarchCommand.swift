import ArgumentParser

@main
struct PolyarchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polyarch", abstract: "Audits the container images that a GitOps fleet deploys.")
}
