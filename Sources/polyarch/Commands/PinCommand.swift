import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import Patching
import PolicyModel
import PolicyRules
import Reporting
import SourceText

struct PinCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Prints a diff that adds the digests of images that are safe to pin.",
        discussion: """
            Only the bytes of references change. An image is pinned to the digest of its whole index, and only where it \
            covers every platform that its place needs; what is left alone is listed on standard error with the reason.
            """)

    /// What is printed instead of a diff.
    enum Snippet: String, ExpressibleByArgument, CaseIterable {
        case kustomize
        case values
    }

    @OptionGroup var input: InputOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions
    @OptionGroup var trace: TraceOptions

    @Option(
        name: .customLong("patch"), help: ArgumentHelp("Writes the diff there instead.", valueName: "file"),
        completion: .file())
    var patchFile: String?

    @Flag(help: "Edits the files in place instead.")
    var write = false

    @Option(
        help: """
            Prints what pins manifests that nobody can edit, as they are rendered anew: the images of a kustomization \
            (kustomize), or Helm values to put behind the others (values; --trace-values says which they are).
            """)
    var emit: Snippet?

    @Flag(help: "Writes repository@digest, without the tag. Tags in fields of their own stay.")
    var dropTag = false

    @Flag(help: "Names the mirror's copy where that is a good one, with the digest that it has there.")
    var toMirror = false

    @Flag(help: "Also replaces digests whose tag has moved on, and says what changed.")
    var update = false

    @Flag(help: "Ends with status 1 when there is something to pin.")
    var check = false

    func validate() throws {
        if [write, patchFile != nil, emit != nil].filter(\.self).count > 1 {
            throw ValidationError("--write, --patch and --emit exclude each other")
        }
        if emit == .kustomize, !trace.paths.isEmpty {
            throw ValidationError("--trace-values is for values, and --emit kustomize prints none")
        }
    }

    func execute() async throws -> ExitStatus {
        let session = try session.open()
        defer { session.close() }
        let origins = try trace.origins()
        if emit == .values, let origins, origins.chartCount > 1 {
            throw UsageError(
                "error: --emit values prints the values of one chart: name those of one for --trace-values")
        }
        let inventory = try await input.inventory(with: ManifestScanner(extraction: session.policy.extraction))
        let options = PlanOptions(depth: self.session.verify ?? .index, asksForDrift: update)
        let audit = await session.audit(inventory, options: options, allowsEmpty: true)
        let preferences = PinPreferences(dropsTag: dropTag, namesMirror: toMirror, updatesDigests: update)
        var wishes = PinSelection(audit.plan.pinProposals(preferences))
        let summary = PinSummary()
        summary.report(wishes.changes)

        if let emit {
            let (snippet, count) = wishes.snippet(emit, origins, inventory)
            StandardStream.output.write(snippet)
            summary.report("\(count) to pin upstream", left: wishes.left, unreadable: inventory.unreadable)
            return check && count > 0 ? .findings : .clean
        }
        if let origins { wishes.trace(to: origins) }
        // `git apply` writes to no link, and what is named twice is one file.
        let plan = PinPlan(wishes.pins, resolve: { (try? FileContents.resolved($0)) ?? $0 }, read: Self.read)
        wishes.leave(plan.skipped)
        var status = ExitStatus.clean
        if write {
            if !writeInPlace(plan, try trace.files()) { status = .usage }
        } else {
            let (patch, unreachable) = plan.patch(from: FileContents.workingDirectory)
            wishes.leave(unreachable)
            try publish(patch)
        }
        let count = plan.files.reduce(0) { $0 + $1.occurrences.count }
        summary.report(
            "\(count) \(write ? "pinned" : "to pin") in \(plan.files.count) files", left: wishes.left,
            unreadable: inventory.unreadable)
        return check && !plan.files.isEmpty && status == .clean ? .findings : status
    }

    private static func read(_ path: String) throws(FileError) -> SourceFile {
        guard path != ManifestInput.standardInput.path else {
            throw FileError(
                path: path, reason: "it is standard input; --emit and --trace-values pin where it comes from")
        }
        return SourceFile(path: path, bytes: try FileContents.read(path, limit: .max))
    }

    private func publish(_ patch: [UInt8]) throws {
        guard let patchFile else {
            StandardStream.output.write(patch)
            return
        }
        do {
            try FileContents.replace(patchFile, with: patch)
        } catch {
            throw UsageError("\(error.path): error: the patch cannot be written: \(error.reason)")
        }
    }

    /// Files that cannot be written are named, each with its reason, and hide no other; false when there was one.
    private func writeInPlace(_ plan: PinPlan, _ traced: [String]) -> Bool {
        var isComplete = true
        func report(_ error: FileError) {
            isComplete = false
            StandardStream.error.write("polyarch: \(error.path): error: it is left as it was: \(error.reason)\n")
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
