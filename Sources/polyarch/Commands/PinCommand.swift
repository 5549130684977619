import ArgumentParser
import AuditModel
import AuditPipeline
import FileSystem
import ManifestScanning
import Patching
import PolicyModel
import PolicyRules
import Reporting
import SourceText

struct PinCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Print a diff that adds digests to the images that are safe to pin.",
        discussion: """
            Only references change; a digest field may be added. An image is pinned to the digest of its whole index, and only if it \
            covers every platform that its place needs. What is left alone is listed on standard error with the reason.
            """)

    /// What is printed instead of a diff.
    enum Snippet: String, ExpressibleByArgument, CaseIterable {
        case kustomize
        case values
    }

    @OptionGroup var input: InputOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup var helmValues: HelmValuesOptions

    @Option(
        name: .customLong("patch"),
        help: ArgumentHelp("Write the diff to a file; - is standard output, the default.", valueName: "file"),
        completion: .file())
    var patchFile: String?

    @Flag(help: "Edit the files in place instead.")
    var write = false

    @Option(
        help: """
            Print what to add upstream of rendered manifests instead: the images of a kustomization (kustomize), or Helm \
            values to add after the others (values; --trace-values names those).
            """)
    var emit: Snippet?

    @Flag(help: "Write repository@digest, without the tag. Tags in fields of their own stay.")
    var dropTag = false

    @Flag(help: "Use the mirror's copy where it is good, with its digest there.")
    var toMirror = false

    @Flag(help: "Also replace digests whose tag has moved, and print what changed.")
    var update = false

    @Flag(help: "Exit with status 1 if there is something to pin.")
    var check = false

    var standardInput: [String] { input.standardInput + session.standardInput }

    var standardOutput: [String] {
        let usesOutput = !session.standardOutput.isEmpty && !write && (patchFile ?? "-") == "-"
        return session.standardOutput + (usesOutput ? [emit == nil ? "the diff" : "--emit"] : [])
    }

    func validate() throws {
        if [write, patchFile != nil, emit != nil].filter(\.self).count > 1 {
            throw ValidationError("--write, --patch and --emit cannot be combined.")
        }
        if emit == .kustomize, !helmValues.paths.isEmpty {
            throw ValidationError("--trace-values cannot be combined with --emit kustomize, which prints no values.")
        }
    }

    func execute() async throws -> ExitStatus {
        let session = try session.open()
        defer { session.close() }
        let origins = try await helmValues.origins()
        if emit == .values, let origins, origins.chartCount > 1 {
            throw UsageError(
                "--emit values prints the values of one chart, but --trace-values names several")
        }
        let inventory = try await input.inventory(with: ManifestScanner(extraction: session.policy.extraction))
        let options = PlanOptions(depth: self.session.verify ?? .index, asksForDrift: update)
        let audit = await session.audit(inventory, options: options, allowsEmpty: true)
        let preferences = PinPreferences(dropsTag: dropTag, namesMirror: toMirror, updatesDigests: update)
        var selection = PinSelection(audit.plan.pinProposals(preferences))
        let summary = PinSummary()
        summary.report(selection.changes)

        if let emit {
            let (snippet, count) = selection.snippet(emit, origins, inventory)
            StandardStream.output.write(snippet)
            summary.report("\(count) to pin upstream", left: selection.left, unreadable: inventory.unreadable)
            return check && count > 0 ? .findings : .clean
        }
        if let origins { selection.trace(to: origins) }
        // `git apply` does not write through links, and a file that is named twice is edited once.
        let plan = PinPlan(selection.pins, resolve: { (try? FileContents.resolved($0)) ?? $0 }, read: Self.read)
        selection.leave(plan.skipped)
        var status = ExitStatus.clean
        if write {
            if !writeInPlace(plan, try await helmValues.files()) { status = .usage }
        } else {
            let (patch, unreachable) = plan.patch(from: FileContents.workingDirectory)
            selection.leave(unreachable)
            try publish(patch)
        }
        let count = plan.files.reduce(0) { $0 + $1.occurrences.count }
        summary.report(
            "\(count) \(write ? "pinned" : "to pin") in \(plan.files.count) files", left: selection.left,
            unreadable: inventory.unreadable)
        return check && !plan.files.isEmpty && status == .clean ? .findings : status
    }

    private static func read(_ path: String) throws(FileError) -> SourceFile {
        guard path != ManifestInput.standardInput.path else {
            throw FileError(
                path: path, reason: "standard input cannot be edited; use --emit or --trace-values")
        }
        return SourceFile(path: path, bytes: try FileContents.read(path, limit: .max))
    }

    private func publish(_ patch: [UInt8]) throws {
        guard let patchFile, patchFile != "-" else {
            StandardStream.output.write(patch)
            return
        }
        do {
            try FileContents.replace(patchFile, with: patch)
        } catch {
            throw UsageError(error)
        }
    }

    /// Reports each file that cannot be written, and writes the others; false if there was one.
    private func writeInPlace(_ plan: PinPlan, _ traced: [String]) -> Bool {
        var isComplete = true
        func report(_ error: FileError) {
            isComplete = false
            StandardStream.showMessage("\(error.path): error: not modified: \(error.reason)")
        }
        do throws(FileError) {
            let replacement = try FileReplacement(within: input.paths.filter { $0 != "-" } + traced)
            for file in plan.files {
                do throws(FileError) { try replacement.write(file) } catch { report(error) }
            }
        } catch {
            report(error)
        }
        return isComplete
    }
}

/// The messages on standard error that accompany the diff.
private struct PinSummary {
    private let reporter = ListReporter()

    func report(_ changes: [(occurrence: Occurrence, text: String)]) {
        for change in changes { StandardStream.error.write(reporter.updated(change.occurrence, changes: change.text)) }
    }

    /// - Parameter pinned: the result, such as `3 to pin in 2 files`.
    func report(_ pinned: String, left: [SkippedPin], unreadable: [UnreadableSource]) {
        let order = { (left: SkippedPin, right: SkippedPin) in
            (left.occurrence.file, left.occurrence.position) < (right.occurrence.file, right.occurrence.position)
        }
        for pin in left.sorted(by: order) {
            StandardStream.error.write(reporter.leftAlone(pin.occurrence, reason: pin.reason))
        }
        for source in unreadable { StandardStream.error.write(reporter.diagnostic(source)) }
        StandardStream.error.write("\(pinned), \(left.count) left alone\n")
    }
}
