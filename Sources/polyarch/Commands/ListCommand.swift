import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import PolicyModel
import Reporting

struct ListCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List every image and its place, without network requests.")

    enum Format: String, CaseIterable {
        case text
        case json
        case csv
    }

    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp("Format of the list: text (the default), json or csv.", valueName: "format"),
        completion: .list(Format.allCases.map(\.rawValue)),
        transform: { try Choice.parse($0, among: Format.allCases, name: \.rawValue) })
    var format: Format = .text

    @Flag(help: "List each image once, with how often and by what it is used.")
    var unique = false

    @Flag(help: "Show what recognised each image, and why similar text was not taken for one.")
    var explain = false

    @OptionGroup(title: "Policy") var policy: PolicyOptions

    @Flag(help: "Succeed even if no image is found.")
    var allowEmpty = false

    var standardInput: [String] { input.standardInput + policy.standardInput }

    func validate() throws {
        if explain, unique || format != .text {
            throw ValidationError("--explain cannot be combined with --unique or another --format")
        }
    }

    func execute() async throws -> ExitStatus {
        let loaded = try policy.selection().policy()
        PolicyOptions.show(loaded.warnings)
        let scanner = ManifestScanner(extraction: loaded.extraction, explains: explain)
        let reporter = ListReporter()
        // A long stream is listed as it is read, and not kept.
        let isStreamed = format == .text && !unique && !explain
        var inventory = Inventory()
        var isEmpty = true
        let rest = try await input.scan(with: scanner) { part in
            isEmpty = isEmpty && part.occurrences.isEmpty
            if isStreamed {
                StandardStream.output.write(reporter.text(Inventory(occurrences: part.occurrences)))
                inventory.unreadable += part.unreadable
            } else {
                inventory.append(part)
            }
        }
        inventory.unreadable += rest.unreadable
        if !isStreamed { StandardStream.output.write(render(inventory)) }
        for source in inventory.unreadable {
            StandardStream.error.write(reporter.diagnostic(source))
        }
        if isEmpty, !allowEmpty {
            StandardStream.error.write(
                "polyarch: warning: no image was found; is this the rendered output? (--allow-empty accepts an empty run)\n"
            )
            return .unchecked
        }
        return inventory.unreadable.isEmpty ? .clean : .unchecked
    }

    private func render(_ inventory: Inventory) -> String {
        if explain { return ExplanationReporter().text(inventory) { Matcher(rawValue: $0)?.explanation } }
        if unique {
            let reporter = UniqueImageReporter()
            switch format {
            case .text: return reporter.text(inventory)
            case .json: return reporter.json(inventory)
            case .csv: return reporter.csv(inventory)
            }
        }
        let reporter = ListReporter()
        switch format {
        case .text: return reporter.text(inventory)
        case .json: return reporter.json(inventory)
        case .csv: return reporter.csv(inventory)
        }
    }
}
