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

    @Option(
        name: .customLong("credentials-from"),
        help: ArgumentHelp(
            "A file with pull secrets (kubernetes.io/dockerconfigjson), asked before other logins; may be repeated.",
            valueName: "file"),
        completion: .file())
    var secretFiles: [String] = []

    @Option(help: ArgumentHelp("The time for the whole run, such as 90s or 10m.", valueName: "time"))
    var timeout: TimeLimit?

    @Option(help: ArgumentHelp("The time for one image, retries and all; 90s unless given.", valueName: "time"))
    var imageTimeout: TimeLimit?

    func open() throws -> AuditSession {
        try AuditSession(
            AuditSession.Configuration(
                toolVersion: ToolVersion.current, clock: .now(), policy: policy.selection,
                registriesFile: registriesFile,
                access: RegistryAccessSettings(
                    secretFiles: secretFiles, runTimeout: timeout?.duration, imageTimeout: imageTimeout?.duration),
                environment: ProcessEnvironment.variables))
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

/// `90`, `90s`, `10m`, `1h`.
struct TimeLimit: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "s": 1, "m": 60, "h": 3600]
        guard let count = Int(digits), count > 0, count < 1 << 20,
            let unit = units[String(argument.dropFirst(digits.count))]
        else { return nil }
        duration = .seconds(count * unit)
    }
}
