import ArgumentParser
import AuditPipeline
import PolicyModel

/// The policy that images are judged by.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            """
            Policy or Helm globals file, over the built-in default; repeat it for layers, later over earlier. By default \
            the nearest .polyarch.yaml is used, from here up to the root of the repository. - is standard input.
            """, valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Flag(name: .customLong("no-policy"), help: "Use the built-in default only, and look for no policy file.")
    var ignoresFiles = false

    @Option(
        help: ArgumentHelp(
            "Contract to use where Helm globals hold several, such as global.acme.", valueName: "global.name"))
    var contract: String?

    func validate() throws {
        if ignoresFiles, !files.isEmpty { throw ValidationError("--policy and --no-policy cannot be combined.") }
    }

    /// Writes warnings about policy files to standard error.
    static func show(_ warnings: [PolicyWarning]) {
        for warning in warnings { StandardStream.showMessage("\(warning)") }
    }

    var standardInput: [String] { files.filter { $0 == "-" }.map { "--policy " + $0 } }

    /// Mentions a file that was perhaps meant to be the policy.
    func selection() -> PolicySelection {
        let selection = PolicySelection(files: files, searches: !ignoresFiles, contract: contract)
        if let file = selection.misnamedFile {
            StandardStream.showMessage(
                "\(file): warning: not used as the policy; rename it to \(PolicyDiscovery.fileName), or name it with "
                    + "--policy")
        }
        return selection
    }
}
