import ArgumentParser
import AuditModel
import AuditPipeline

/// What a run is judged by and whom it may ask.
struct RegistryOptions: ParsableArguments {
    @OptionGroup var policy: PolicyOptions

    @Option(
        name: .customLong("registries"),
        help: ArgumentHelp("Where registries really are, when not where their names say.", valueName: "file"),
        completion: .file())
    var registriesFile: String?

    func open() throws -> AuditSession {
        try AuditSession(
            AuditSession.Configuration(
                toolVersion: ToolVersion.current, clock: .now(), policy: policy.selection,
                registriesFile: registriesFile, environment: ProcessEnvironment.variables))
    }
}

/// The same for commands that look at images themselves.
struct SessionOptions: ParsableArguments {
    @OptionGroup var registries: RegistryOptions

    @Option(
        help: ArgumentHelp(
            """
            How deep images are looked into: index, children (each required child is there) or config (each required \
            child is what the index says).
            """, valueName: "depth"))
    var verify: VerificationDepth?

    func open() throws -> AuditSession { try registries.open() }
}

extension VerificationDepth: ExpressibleByArgument {
    /// The depths that say something to a user; `manifests` is for comparisons.
    package init?(argument: String) {
        guard let depth = VerificationDepth(rawValue: argument), depth != .manifests else { return nil }
        self = depth
    }

    package static var allValueStrings: [String] { ["index", "children", "config"] }
}
