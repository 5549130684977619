import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import SourceText

struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with rendered manifests; '-' reads standard input.", valueName: "path"),
        completion: .file())
    var paths: [String]

    func inventory() async throws -> Inventory { try await Self.inventory(of: paths) }

    static func inventory(of paths: [String]) async throws -> Inventory {
        do {
            return await Inventory.scan(
                try InputCollector.inputs(for: paths), workers: ProcessEnvironment.processorCount)
        } catch {
            throw UsageError("\(error.path): error: \(error.reason)")
        }
    }
}
