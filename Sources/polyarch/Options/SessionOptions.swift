import ArgumentParser
import AuditModel
import AuditPipeline
import PolicyModel

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

    @Flag(help: "Neither reads nor writes the cache of manifests.")
    var noCache = false

    @Flag(help: "Asks no registry: what is not in the cache could not be checked.")
    var offline = false

    @Flag(name: .shortAndLong, help: "Shows each request on standard error: what was asked, and how it went.")
    var verbose = false

    @Option(
        name: .customLong("trace-http"),
        help: ArgumentHelp(
            """
            Writes each request there with its fields, the reply's, and where the time went, without secrets and \
            bodies. Only you may read the file.
            """, valueName: "file"),
        completion: .file())
    var traceFile: String?

    func validate() throws {
        if noCache, offline { throw ValidationError("--no-cache and --offline together leave nothing to ask") }
    }

    /// To be closed by whoever opens it: it is not freed before the process ends.
    func open() throws -> AuditSession {
        let clock = try RunClock.now()
        let title = "polyarch \(ToolVersion.current), begun \(clock.started); \"at\" counts from there"
        let trace = try traceFile.map { try TraceFile($0, title: title) }
        let session = try AuditSession(
            AuditSession.Configuration(
                toolVersion: ToolVersion.current, clock: clock, policy: policy.selection,
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
