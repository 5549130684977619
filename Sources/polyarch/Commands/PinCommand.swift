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

    @OptionGroup var input: InputOptions
    @OptionGroup(title: "Policy and registries") var session: SessionOptions

    @Option(
        name: .customLong("patch"), help: ArgumentHelp("Writes the diff there instead.", valueName: "file"),
        completion: .file())
    var patchFile: String?

    @Flag(help: "Edits the files in place instead.")
    var write = false

    @Flag(help: "Writes repository@digest, without the tag.")
    var dropTag = false

    @Flag(help: "Names the mirror's copy where that is a good one, with the digest that it has there.")
    var toMirror = false

    @Flag(help: "Also replaces digests whose tag has moved on, and says what changed.")
    var update = false

    @Flag(help: "Ends with status 1 when there is something to pin.")
    var check = false

    func validate() throws {
        if write, patchFile != nil { throw ValidationError("--write and --patch exclude each other") }
    }

    func execute() async throws -> ExitStatus {
        let session = try session.open()
        let inventory = try await input.inventory(with: ManifestScanner(extraction: session.policy.extraction))
        let options = PlanOptions(depth: self.session.verify ?? .index, asksForDrift: update)
        let audit = await session.audit(inventory, options: options, allowsEmpty: true)

        var pins: [Pin] = []
        var skipped: [SkippedPin] = []
        let preferences = PinPreferences(dropsTag: dropTag, namesMirror: toMirror, updatesDigests: update)
        let reporter = ListReporter()
        for proposal in audit.plan.pinProposals(known: audit.known, preferences: preferences) {
            switch proposal.decision {
            case .pin(let replacement, let changes):
                pins.append(Pin(proposal.occurrence, replacement: replacement))
                if let changes {
                    StandardStream.error.write(reporter.updated(proposal.occurrence, changes: changes))
                }
            case .leave(let reason): skipped.append(SkippedPin(proposal.occurrence, reason: reason))
            }
        }
        let plan = PinPlan(pins) { path throws(FileError) in
            SourceFile(path: path, bytes: try FileContents.read(path, limit: .max))
        }
        skipped += plan.skipped
        var status = ExitStatus.clean
        if write {
            if !writeInPlace(plan) { status = .usage }
        } else {
            let (patch, unreachable) = plan.patch(from: FileContents.workingDirectory)
            skipped += unreachable
            try publish(patch)
        }
        report(plan, skipped, inventory, reporter)
        return check && !plan.files.isEmpty && status == .clean ? .findings : status
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
    private func writeInPlace(_ plan: PinPlan) -> Bool {
        var isComplete = true
        func report(_ error: FileError) {
            isComplete = false
            StandardStream.error.write("polyarch: \(error.path): error: it is left as it was: \(error.reason)\n")
        }
        do throws(FileError) {
            let replacement = try FileReplacement(within: input.paths.filter { $0 != "-" })
            for file in plan.files {
                do throws(FileError) { try replacement.write(file) } catch { report(error) }
            }
        } catch {
            report(error)
        }
        return isComplete
    }

    /// The diff is the result; what happened around it goes to standard error.
    private func report(_ plan: PinPlan, _ skipped: [SkippedPin], _ inventory: Inventory, _ reporter: ListReporter) {
        let order = { (left: SkippedPin, right: SkippedPin) in
            (left.occurrence.file, left.occurrence.position) < (right.occurrence.file, right.occurrence.position)
        }
        for pin in skipped.sorted(by: order) {
            StandardStream.error.write(reporter.leftAlone(pin.occurrence, reason: pin.reason))
        }
        for source in inventory.unreadable { StandardStream.error.write(reporter.diagnostic(source)) }
        let pinned = plan.files.reduce(0) { $0 + $1.occurrences.count }
        let verb = write ? "pinned" : "to pin"
        StandardStream.error.write("\(pinned) \(verb) in \(plan.files.count) files, \(skipped.count) left alone\n")
    }
}
