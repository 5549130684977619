import ArgumentParser
import AuditModel
import AuditPipeline
internal import CGlibc
import FileSystem
import ManifestScanning
import SourceText

/// What is scanned.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and folders with rendered manifests; - is standard input.", valueName: "path"),
        completion: .file())
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read more paths from a file, one per line or separated by NUL bytes; - is standard input.",
            valueName: "file"),
        completion: .file())
    var fileList: String?

    @Option(
        name: .customLong("exclude"),
        help: ArgumentHelp(
            """
            Skip files and folders inside of the folders given: by name (*.json), or with a slash by path below the \
            folder (apps/*/tests/**). May be repeated.
            """, valueName: "glob"),
        transform: glob)
    var excluded: [GlobPattern] = []

    @Flag(help: "Skip what git ignores inside of the folders given.")
    var respectGitignore = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    @Option(help: ArgumentHelp("Number of files, or parts of a large one, read concurrently.", valueName: "count"))
    var workers: Int = ProcessEnvironment.processorCount

    func validate() throws {
        guard !paths.isEmpty || fileList != nil else { throw ValidationError("Missing expected argument '<path> ...'") }
        guard (1...256).contains(workers) else { throw ValidationError("--workers must be 1 to 256") }
    }

    private static func glob(_ text: String) throws -> GlobPattern {
        do {
            return try GlobPattern(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    var standardInput: [String] {
        (paths.contains("-") ? ["-"] : []) + (fileList == "-" ? ["--file-list -"] : [])
    }

    /// Everything that scanning finds.
    func inventory(with scanner: ManifestScanner) async throws -> Inventory {
        var inventory = Inventory()
        let rest = try await scan(with: scanner) { inventory.append($0) }
        inventory.fileCount = rest.fileCount
        inventory.unreadable += rest.unreadable
        return inventory
    }

    /// Everything that scanning finds in files and folders that another option names.
    static func inventory(of paths: [String], with scanner: ManifestScanner) async throws -> Inventory {
        do {
            return await Inventory.scan(
                try await InputCollector.inputs(for: paths), with: scanner, workers: ProcessEnvironment.processorCount)
        } catch {
            throw UsageError(error)
        }
    }

    /// Hands over what scanning finds as it comes; the result has the number of files, and those that were not read.
    func scan(
        with scanner: ManifestScanner, _ body: (ManifestScanner.Result) -> Void
    ) async throws -> Inventory {
        var scanner = scanner
        scanner.limits = limits.limits
        ProcessMemory.keepFreed()
        do {
            let selection = InputCollector.Selection(
                excluded: excluded, respectsGitignore: respectGitignore)
            let collector = try await InputCollector(paths + listedPaths(), selection)
            for folder in collector.emptyFolders {
                StandardStream.showMessage("\(folder): warning: no YAML or JSON file in this folder")
            }
            await InventoryScan(collector.inputs, with: scanner, workers: workers).forEachPart(body)
            return Inventory(unreadable: collector.unreadable, fileCount: collector.inputs.count)
        } catch {
            throw UsageError(error)
        }
    }

    private func listedPaths() throws(FileError) -> [String] {
        guard let fileList else { return [] }
        let stream = fileList == "-" ? FileStream.standardInput() : try FileStream(fileList)
        let bytes = try stream.readToEnd()
        let separators: [UInt8] = bytes.contains(0) ? [0] : [0x0A, 0x0D]
        return bytes.split { separators.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// How the C library handles freed memory.
enum ProcessMemory {
    /// Keeps freed memory for reuse. By default the C library returns it to the system after each window of a stream and
    /// requests as much again, which takes a tenth of the time of scanning.
    static func keepFreed() {
        _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }
}
