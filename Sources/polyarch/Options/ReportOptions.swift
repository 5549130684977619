import ArgumentParser
import AuditModel
import AuditPipeline
import Reporting
import SourceText

/// What a report looks like, where it goes, and what it means for the exit status.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What goes to standard output: text, markdown or json.", valueName: "format"))
    var format: ReportFormat = .text

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Writes another report, such as json=report.json; may be repeated.", valueName: "format=path"))
    var outputs: [ReportOutput] = []

    @Option(help: ArgumentHelp("The least severity that fails: error, warning, note or never.", valueName: "severity"))
    var failOn: FailureThreshold = .error

    /// Writes every report that was asked for; files first, so that a full disk is known before anybody reads on.
    func publish(_ report: AuditReport, describingImages: Bool = false) throws -> ExitStatus {
        tell(report.run)
        try publish(describingImages: describingImages) { $0.write(report, $1, to: $2) }
        return ExitStatus(report, failingAt: failOn.severity)
    }

    func publish(_ report: MirrorReport, describingGoodPairs: Bool) throws -> ExitStatus {
        tell(report.run)
        try publish(describingImages: describingGoodPairs) { $0.write(report, $1, to: $2) }
        return ExitStatus(report, failingAt: failOn.severity)
    }

    /// What registries want people to know, and what went another way than it was set up.
    private func tell(_ run: RunFacts) {
        for registry in run.registries {
            for warning in registry.warnings {
                StandardStream.error.write(
                    "polyarch: warning: \(Escaping.terminal("\(registry.name): \(warning)", limit: 600))\n")
            }
        }
    }

    private func publish(
        describingImages: Bool, _ write: (ReportFormat, ReportFormat.Layout, (String) -> Void) -> Void
    ) throws {
        for output in outputs {
            var text = ""
            write(output.format, .init(describesImages: describingImages)) { text += $0 }
            do {
                try FileContents.replace(output.path, with: Array(text.utf8))
            } catch {
                throw UsageError("\(output.path): error: the report cannot be written: \(error.reason)")
            }
        }
        let layout = ReportFormat.Layout(
            width: Terminal.width, usesColour: Terminal.wantsColour, describesImages: describingImages)
        write(format, layout, StandardStream.output.write)
    }
}

/// `FORMAT=PATH`.
struct ReportOutput: ExpressibleByArgument {
    let format: ReportFormat
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]), !parts[1].isEmpty else { return nil }
        self.format = format
        self.path = parts[1]
    }
}

extension ReportFormat: ExpressibleByArgument {}

enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
    case error
    case warning
    case note
    case never

    /// Nil when nothing fails.
    var severity: Severity? { Severity(rawValue: rawValue) }
}
