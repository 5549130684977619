import ArgumentParser
import AuditModel
import AuditPipeline
import ImageModel
import ManifestScanning
import MirrorChecking
import PolicyModel
import Reporting
import SourceText

struct MirrorCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Compares a mirror with upstream, image by image, and says how to repair it.",
        discussion: """
            Names two images, or reads a list of pairs (--map), or takes the images of manifests (--fleet), whose names on \
            the other side follow from the policy. Nothing is copied; --write-script collects the commands that would.
            """)

    @Argument(help: ArgumentHelp("The image upstream.", valueName: "source"))
    var source: String?

    @Argument(help: ArgumentHelp("The image in the mirror.", valueName: "target"))
    var target: String?

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            """
            A list of {source, target} at any depth of a YAML or JSON file, such as the matrix of a workflow, or a text \
            with a pair a line; - reads standard input; may be repeated.
            """, valueName: "file"),
        completion: .file())
    var maps: [String] = []

    @Option(
        name: .customLong("fleet"), parsing: .upToNextOption,
        help: ArgumentHelp("Files and folders with rendered manifests.", valueName: "path"), completion: .file())
    var fleet: [String] = []

    @OptionGroup(title: "Policy and registries") var session: RegistryOptions

    @Option(
        help: ArgumentHelp(
            "What the mirror must have, such as linux/amd64,linux/arm64; the policy's platforms unless given.",
            valueName: "platforms"),
        transform: platforms)
    var requirePlatforms: [Platform]?

    @OptionGroup(title: "Report") var report: ReportOptions

    @Option(
        name: .customLong("write-script"),
        help: ArgumentHelp("Writes the commands that repair the mirror as a bash script.", valueName: "file"),
        completion: .file())
    var script: String?

    @Option(help: ArgumentHelp("What repair commands copy with: skopeo, regctl or crane.", valueName: "tool"))
    var tool: MirrorRepair.Tool = .skopeo

    @Flag(
        help: """
            Also asks whether signatures, SBOMs and attestations came along that are kept beside images: cosign's tags, \
            referrers. Five requests more a pair, and some for what there is.
            """)
    var attachments = false

    @Flag(help: "Accepts that there may be nothing to compare.")
    var allowEmpty = false

    func validate() throws {
        if source != nil, target == nil { throw ValidationError("name two images: upstream's and the mirror's") }
        if source == nil, maps.isEmpty, fleet.isEmpty {
            throw ValidationError("name two images, or give --map or --fleet")
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
        return try report.publish(result, describingGoodPairs: maps.isEmpty && fleet.isEmpty)
    }

    private func write(_ script: String, to path: String) throws {
        do {
            try FileContents.replace(path, with: Array(script.utf8), isExecutable: true)
        } catch {
            throw UsageError("\(error.path): error: the script cannot be written: \(error.reason)")
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
