import ArgumentParser
import AuditModel
import AuditPipeline
import FileSystem
import Reporting
import SourceText

/// What a report looks like, where it goes, and what it means for the exit status.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Format of the report on standard output: \(ReportFormat.names); text by default.", valueName: "format"),
        completion: .list(ReportFormat.all.map(\.name)), transform: ReportFormat.parse)
    var format: ReportFormat?

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            """
            Write a report to a file, such as json=report.json; - is standard output. Takes the formats of --format. \
            May be repeated.
            """, valueName: "format=path"), transform: ReportOutput.init)
    var outputs: [ReportOutput] = []

    @Option(
        help: ArgumentHelp(
            "The lowest severity that fails the run: error, warning, note or never.", valueName: "severity"))
    var failOn: FailureThreshold = .error

    /// The options by which a report goes to standard output.
    var standardOutput: [String] {
        (format.map { ["--format \($0.name)"] } ?? [])
            + outputs.filter { $0.path == "-" }.map { "--output \($0.format.name)=-" }
    }

    /// Writes every report that was asked for; files first, so that a full disk is known before anyone reads on.
    ///
    /// - Parameter isAlone: whether nothing else was asked to go to standard output, so that a text report may.
    func publish(_ report: AuditReport, describingImages: Bool = false, isAlone: Bool) throws -> ExitStatus {
        warn(about: report.run)
        try publish(describingImages, isAlone) { $0.write(report, to: $1) }
        return ExitStatus(report, failingAt: failOn.severity)
    }

    func publish(_ report: MirrorReport, describingGoodPairs: Bool, isAlone: Bool) throws -> ExitStatus {
        warn(about: report.run)
        try publish(describingGoodPairs, isAlone) { $0.write(report, to: $1) }
        return ExitStatus(report, failingAt: failOn.severity)
    }

    /// Messages of registries, rejected credentials, endpoints that failed.
    private func warn(about run: RunFacts) {
        for registry in run.registries {
            for warning in registry.warnings {
                StandardStream.error.write(
                    "polyarch: warning: \(Escaping.terminal("\(registry.name): \(warning)", limit: 600))\n")
            }
        }
    }

    private func publish(
        _ describesImages: Bool, _ isAlone: Bool, _ write: (any Reporter, (String) -> Void) -> Void
    ) throws {
        let plain = ReportLayout(describesImages: describesImages)
        for output in outputs where output.path != "-" {
            var text = ""
            write(output.format.reporter.init(plain)) { text += $0 }
            do {
                try FileContents.replace(output.path, with: Array(text.utf8))
            } catch {
                throw UsageError(error)
            }
        }
        if let output = outputs.first(where: { $0.path == "-" }) {
            write(output.format.reporter.init(plain), StandardStream.output.write)
        } else if let format = format ?? (isAlone ? .text : nil) {
            let layout = ReportLayout(
                width: Terminal.width, usesColour: Terminal.wantsColour, describesImages: describesImages)
            write(format.reporter.init(layout), StandardStream.output.write)
        }
    }
}

/// `FORMAT=PATH`.
struct ReportOutput {
    let format: ReportFormat
    let path: String

    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw ValidationError("expected a format and a file, such as json=report.json; - is standard output")
        }
        format = try ReportFormat.parse(parts[0])
        path = parts[1]
    }
}

enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
    case error
    case warning
    case note
    case never

    /// Nil if no severity fails.
    var severity: Severity? { Severity(rawValue: rawValue) }
}
