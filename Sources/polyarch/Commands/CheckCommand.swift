import ArgumentParser
import AuditModel
import AuditPipeline
import PolicyRules
import SourceText

struct CheckCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "The same verdicts for images named here: platforms, digest, mirror, the pinned reference.")

    @Argument(
        help: ArgumentHelp("Image references; @FILE reads a list, one a line, # starts a comment.", valueName: "image"))
    var images: [String]

    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Accepts that lists name no image at all.")
    var allowEmpty = false

    func execute() async throws -> ExitStatus {
        let session = try session.open()
        defer { session.close() }
        let options = PlanOptions(depth: self.session.verify ?? .config, asksForDrift: true)
        let audit = await session.check(
            try images.flatMap(Self.expand), options: options, allowsEmpty: allowEmpty)
        return try report.publish(audit.report, describingImages: true)
    }

    private static func expand(_ argument: String) throws -> [String] {
        guard argument.hasPrefix("@") else { return [argument] }
        return images(in: try contents(String(argument.dropFirst())))
    }

    private static func images(in list: [UInt8]) -> [String] {
        list.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.compactMap { line in
            let image = line.drop(while: \.isBlank).prefix { !$0.isBlank && $0 != UInt8(ascii: "#") }
            return image.isEmpty ? nil : String(decoding: image, as: UTF8.self)
        }
    }

    private static func contents(_ path: String) throws(UsageError) -> [UInt8] {
        let limit = 16 << 20
        do {
            if path == "-" { return try FileContents.readStandardInput(limit: limit) }
            return try FileContents.read(path, limit: limit)
        } catch {
            throw UsageError("\(error.path): error: the list cannot be read: \(error.reason)")
        }
    }
}
