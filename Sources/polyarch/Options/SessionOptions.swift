import ArgumentParser
import AuditModel
import AuditPipeline
import PolicyModel

/// The policy of a run, and how it reaches registries.
struct RegistryOptions: ParsableArguments {
    @OptionGroup var policy: PolicyOptions

    @Option(
        name: .customLong("registries"),
        help: ArgumentHelp(
            "File with the endpoints of registries that are not where their names say; - is standard input.",
            valueName: "file"),
        completion: .file())
    var registriesFile: String?

    @Option(
        name: .customLong("credentials-from"),
        help: ArgumentHelp(
            "File with pull secrets (kubernetes.io/dockerconfigjson), used before other credentials. May be repeated.",
            valueName: "file"),
        completion: .file())
    var secretFiles: [String] = []

    @Option(
        help: ArgumentHelp("Time limit of the whole run, such as 90s or 10m.", valueName: "time"),
        transform: TimeLimit.init)
    var timeout: TimeLimit?

    @Option(
        help: ArgumentHelp("Time limit of one image with all retries; 90s by default.", valueName: "time"),
        transform: TimeLimit.init)
    var imageTimeout: TimeLimit?

    @Flag(help: "Neither read nor write the cache.")
    var noCache = false

    @Flag(help: "Make no network requests; what is not in the cache is reported as unchecked.")
    var offline = false

    @Flag(name: .shortAndLong, help: "Show each request and its outcome on standard error, one line per request.")
    var verbose = false

    @Option(
        name: .customLong("trace-http"),
        help: ArgumentHelp(
            """
            Write a trace of every request: header fields, reply, timing; without secrets and bodies. The file is \
            readable only by you; - is standard output.
            """, valueName: "file"),
        completion: .file())
    var traceFile: String?

    func validate() throws {
        if noCache, offline {
            throw ValidationError("--no-cache and --offline cannot be combined: nothing could be looked up.")
        }
    }

    var standardInput: [String] { policy.standardInput + (registriesFile == "-" ? ["--registries -"] : []) }
    var standardOutput: [String] { traceFile == "-" ? ["--trace-http -"] : [] }

    /// The caller closes the session: it is not freed before the process ends.
    func open() throws -> AuditSession {
        let clock = try RunClock.now()
        let title = "polyarch \(ToolVersion.current), started \(clock.started); \"at\" is relative to that"
        let trace = try traceFile.map { try TraceFile($0, title: title) }
        let session = try AuditSession(
            AuditSession.Configuration(
                toolVersion: ToolVersion.current, clock: clock, policy: policy.selection(),
                registriesFile: registriesFile,
                access: RegistryAccessSettings(
                    secretFiles: secretFiles, runTimeout: timeout?.duration, imageTimeout: imageTimeout?.duration,
                    cache: offline ? .only : noCache ? .none : .normal,
                    observer: RunObserver(isVerbose: verbose, trace: trace)),
                environment: ProcessEnvironment.variables))
        PolicyOptions.show(session.policy.warnings)
        return session
    }
}

/// The same for commands that inspect images.
struct SessionOptions: ParsableArguments {
    @OptionGroup var registries: RegistryOptions

    @Option(
        help: ArgumentHelp(
            """
            How deep to inspect images: index, children (each required child exists) or config (each required child is \
            what the index says). The default is index, for check it is config.
            """, valueName: "depth"))
    var verify: VerificationDepth?

    var standardInput: [String] { registries.standardInput }
    var standardOutput: [String] { registries.standardOutput }

    func open() throws -> AuditSession { try registries.open() }
}

extension VerificationDepth: ExpressibleByArgument {
    /// The depths that mean something to a user; `manifests` is for comparisons.
    package init?(argument: String) {
        guard let depth = VerificationDepth(rawValue: argument), depth != .manifests else { return nil }
        self = depth
    }

    package static var allValueStrings: [String] { ["index", "children", "config"] }
}

/// `90`, `90s`, `10m`, `1h`.
struct TimeLimit {
    let duration: Duration

    init(_ argument: String) throws {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "s": 1, "m": 60, "h": 3600]
        guard let count = Int(digits), count > 0, count < 1 << 20,
            let unit = units[String(argument.dropFirst(digits.count))]
        else { throw ValidationError("expected a time such as 90s, 10m or 1h") }
        duration = .seconds(count * unit)
    }
}
