import ArgumentParser
import AuditModel
import ManifestScanning
import SourceText

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list")
    @Argument var paths: [String]
    func run() async throws {
        let inputs = try InputCollector.inputs(for: paths)
        let inventory = await Inventory.scan(inputs, workers: 2)
        for o in inventory.occurrences {
            print(
                [
                    o.file, "\(o.position.line)", "\(o.position.column)", o.text, o.source, o.confidence.rawValue,
                    o.path, o.object.kind ?? "", "\(o.object.document)",
                ].joined(separator: "\t"))
        }
        for u in inventory.unreadable {
            print(
                ["!", u.file, "\(u.position.map { "\($0)" } ?? "-")", u.kind.rawValue, u.message].joined(
                    separator: "\t"))
        }
    }
}
