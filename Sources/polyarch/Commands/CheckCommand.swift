import ArgumentParser
import AuditModel
import AuditPipeline
import FileSystem
import PolicyRules
import SourceText

struct CheckCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge images named on the command line: platforms, digest, mirror, pinned reference.")

    @Argument(
        help: ArgumentHelp(
            """
            Image references; @FILE reads a list with one image per line (# starts a comment), @- reads it from \
            standard input.
            """, valueName: "image"))
    var images: [String]

    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Succeed even if the lists contain no image.")
    var allowEmpty = false

    var standardInput: [String] { images.filter { $0 == "@-" } + session.standardInput }
    var standardOutput: [String] { report.standardOutput + session.standardOutput }

    func execute() async throws -> ExitStatus {
        if let hint = ImageHint(arguments: images) {
            StandardStream.showMessage("warning: \(hint.message)")
        }
        let session = try session.open()
        defer { session.close() }
        let options = PlanOptions(depth: self.session.verify ?? .config, asksForDrift: true)
        let audit = await session.check(
            try images.flatMap(Self.expand), options: options, allowsEmpty: allowEmpty)
        return try report.publish(audit.report, describingImages: true, isAlone: standardOutput.isEmpty)
    }

    private static func expand(_ argument: String) throws -> [String] {
        guard argument.utf8.first == UInt8(ascii: "@") else { return [argument] }
        return images(in: try SourceFile(named: String(argument.dropFirst())).bytes)
    }

    private static func images(in list: [UInt8]) -> [String] {
        list.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.compactMap { line in
            let image = line.drop(while: \.isBlank).prefix { !$0.isBlank && $0 != UInt8(ascii: "#") }
            return image.isEmpty ? nil : String(decoding: image, as: UTF8.self)
        }
    }
}
