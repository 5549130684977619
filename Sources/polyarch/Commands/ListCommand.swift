import ArgumentParser
import AuditModel
import AuditPipeline
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
        let inventory = try await input.inventory()
        let reporter = ListReporter()
        StandardStream.output.write(format == .text ? reporter.text(inventory) : reporter.json(inventory))
        for source in inventory.unreadable {
            StandardStream.error.write(reporter.diagnostic(source))
        }
        if inventory.occurrences.isEmpty, !allowEmpty {
            StandardStream.error.write("no image was found: is this the rendered output? --allow-empty accepts it\n")
            return .unchecked
        }
        return inventory.unreadable.isEmpty ? .clean : .unchecked
    }
}
