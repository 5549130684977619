import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning

struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with rendered manifests; '-' reads standard input.", valueName: "path"),
        completion: .file())
    var paths: [String]

    func inventory() async throws -> Inventory {
        do {
            return await Inventory.scan(try InputCollector.inputs(for: paths), workers: Machine.processorCount)
        } catch let error as FileError {
            throw UsageError(error.description)
        }
    }
}
