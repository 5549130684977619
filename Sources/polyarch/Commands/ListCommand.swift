import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import Reporting

struct ListCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every image and its place, without asking any registry.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("text or json.", valueName: "format"))
    var format: Format = .text

    @Flag(help: "Accepts that there may be no image at all.")
    var allowEmpty = false

    func execute() async throws -> ExitStatus {
        let reporter = ListReporter()
        // A long stream is not kept: its lines are written as they are found.
        var inventory = Inventory()
        var isEmpty = true
        let rest = try await input.scan { part in
            isEmpty = isEmpty && part.occurrences.isEmpty
            inventory.unreadable += part.unreadable
            switch format {
            case .text: StandardStream.output.write(reporter.text(Inventory(occurrences: part.occurrences)))
            case .json: inventory.occurrences += part.occurrences
            }
        }
        inventory.unreadable += rest.unreadable
        if format == .json { StandardStream.output.write(reporter.json(inventory)) }
        for source in inventory.unreadable {
            StandardStream.error.write(reporter.diagnostic(source))
        }
        if isEmpty, !allowEmpty {
            StandardStream.error.write("no image was found: is this the rendered output? --allow-empty accepts it\n")
            return .unchecked
        }
        return inventory.unreadable.isEmpty ? .clean : .unchecked
    }
}
