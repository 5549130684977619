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

    func inventory(with scanner: ManifestScanner) async throws -> Inventory {
        try await Self.inventory(of: paths, with: scanner)
    }

    static func inventory(of paths: [String], with scanner: ManifestScanner) async throws -> Inventory {
        do {
            return await Inventory.scan(
                try InputCollector.inputs(for: paths), with: scanner, workers: ProcessEnvironment.processorCount)
        } catch {
            throw UsageError("\(error.path): error: \(error.reason)")
        }
    }
}
