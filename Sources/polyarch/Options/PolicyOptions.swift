import ArgumentParser
import AuditPipeline
import PolicyModel

/// What images are judged by.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            """
            A policy or Helm globals file; repeat for layers, later over earlier. Without it .polyarch.yaml is looked \
            for, here and above up to the root of the repository. The built-in default applies below.
            """, valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Flag(name: .customLong("no-policy"), help: "Looks for no policy file: the built-in default alone applies.")
    var ignoresFiles = false

    @Option(
        help: ArgumentHelp(
            "The contract to use where Helm globals hold several, such as global.acme.", valueName: "global.name"))
    var contract: String?

    func validate() throws {
        if ignoresFiles, !files.isEmpty { throw ValidationError("--policy and --no-policy exclude each other") }
    }

    /// Writes warnings about policy files to standard error.
    static func show(_ warnings: [PolicyWarning]) {
        for warning in warnings { StandardStream.error.write("polyarch: \(warning)\n") }
    }

    var selection: PolicySelection {
        PolicySelection(files: files, searches: !ignoresFiles, contract: contract)
    }
}
