import ArgumentParser
import AuditModel
import AuditPipeline
import FileSystem
import ImageModel
import ManifestScanning
import MirrorChecking
import PolicyModel
import Reporting
import SourceText

struct MirrorCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Compare a mirror with upstream, image by image, and print how to repair it.",
        discussion: """
            Takes two images, a list of pairs (--map), or the images of manifests (--fleet), whose counterparts follow \
            from the policy. Nothing is copied; --write-script collects the commands that repair the mirror.
            """)

    @Argument(help: ArgumentHelp("Image upstream.", valueName: "source"))
    var source: String?

    @Argument(help: ArgumentHelp("Image in the mirror.", valueName: "target"))
    var target: String?

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            """
            List of {source, target} pairs at any depth of a YAML or JSON file, such as the matrix of a workflow, or a \
            text file with one pair per line; - is standard input. May be repeated.
            """, valueName: "file"),
        completion: .file())
    var maps: [String] = []

    @Option(
        name: .customLong("fleet"), parsing: .upToNextOption,
        help: ArgumentHelp("Files and folders with rendered manifests; - is standard input.", valueName: "path"),
        completion: .file())
    var fleet: [String] = []

    @OptionGroup(title: "Policy and registries") var session: RegistryOptions

    @Option(
        help: ArgumentHelp(
            "Platforms that the mirror must have, such as linux/amd64,linux/arm64; the policy's by default.",
            valueName: "platforms"),
        transform: platforms)
    var requirePlatforms: [Platform]?

    @OptionGroup(title: "Report") var report: ReportOptions

    @Option(
        name: .customLong("write-script"),
        help: ArgumentHelp(
            "Write the commands that repair the mirror to a bash script; - is standard output.", valueName: "file"),
        completion: .file())
    var script: String?

    @Option(help: ArgumentHelp("Tool that the repair commands use: skopeo, regctl or crane.", valueName: "tool"))
    var tool: MirrorRepair.Tool = .skopeo

    @Flag(
        help: """
            Also compare signatures, SBOMs and attestations (cosign's tags, referrers). Costs five requests or more per \
            pair.
            """)
    var attachments = false

    @Flag(help: "Succeed even if there is nothing to compare.")
    var allowEmpty = false

    var standardInput: [String] {
        maps.filter { $0 == "-" }.map { "--map " + $0 } + (fleet.contains("-") ? ["--fleet -"] : [])
            + session.standardInput
    }

    var standardOutput: [String] {
        report.standardOutput + (script == "-" ? ["--write-script -"] : []) + session.standardOutput
    }

    func validate() throws {
        if source != nil, target == nil { throw ValidationError("Two images are needed: upstream's and the mirror's.") }
        if source == nil, maps.isEmpty, fleet.isEmpty {
            throw ValidationError("Nothing to compare: name two images, or use --map or --fleet.")
        }
    }

    func execute() async throws -> ExitStatus {
        let session = try session.open()
        defer { session.close() }
        var request = MirrorRequest(
            mapFiles: maps, required: requirePlatforms, tool: tool, asksForAttachments: attachments,
            allowsEmpty: allowEmpty)
        if let source, let target { request.pair = (source, target) }
        let scanner = ManifestScanner(extraction: session.policy.extraction)
        let inventory = fleet.isEmpty ? nil : try await InputOptions.inventory(of: fleet, with: scanner)
        let result = try await session.mirror(request, fleet: inventory)
        if let script { try write(RepairScript.render(result), to: script) }
        return try report.publish(
            result, describingGoodPairs: maps.isEmpty && fleet.isEmpty, isAlone: standardOutput.isEmpty)
    }

    private func write(_ script: String, to path: String) throws {
        if path == "-" { return StandardStream.output.write(script) }
        do {
            try FileContents.replace(path, with: Array(script.utf8), isExecutable: true)
        } catch {
            throw UsageError(error)
        }
    }

    private static func platforms(_ text: String) throws -> [Platform] {
        let names = text.split(separator: ",").map { String($0.drop { $0 == " " }) }
        guard !names.isEmpty else { throw ValidationError("--require-platforms names no platform") }
        return try names.map { name in
            switch KnownPlatforms.platform(name) {
            case .success(let platform): return platform
            case .failure(let problem): throw ValidationError("--require-platforms: \(problem.message)")
            }
        }
    }
}

extension MirrorRepair.Tool: ExpressibleByArgument {}
