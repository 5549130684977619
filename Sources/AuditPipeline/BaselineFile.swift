package import AuditModel
internal import DocumentReading
internal import FileSystem
internal import Reporting
internal import SourceText

/// The committed file of known findings.
package struct BaselineFile: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// - Parameter isOptional: whether a missing file is an empty baseline.
    package func read(isOptional: Bool = false) throws(UsageError) -> Baseline {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileContents.read(path, limit: ReadingLimits.standard.inputSize)
        } catch {
            if isOptional, error.isAbsence { return Baseline(file: path, entries: []) }
            throw UsageError(error)
        }
        do throws(DocumentError) {
            return try Self.decode(SourceFile(path: path, bytes: bytes))
        } catch {
            throw UsageError(located: error)
        }
    }

    /// Writes what `report` found. A report with something unchecked is refused: its entries would be lost.
    package func update(from report: AuditReport) throws(UsageError) -> Baseline {
        guard report.unchecked.isEmpty else {
            throw UsageError(
                "not modified: \(report.unchecked.count) of the images and files could not be checked, and their "
                    + "entries would be lost; run polyarch audit to see which", at: path)
        }
        let reporter = BaselineReporter()
        let baseline = reporter.baseline(of: report, file: path)
        do throws(FileError) {
            try FileContents.replace(path, with: Array(reporter.render(baseline).utf8))
        } catch {
            throw UsageError(error)
        }
        return baseline
    }

    private static func decode(_ file: SourceFile) throws(DocumentError) -> Baseline {
        var reader = try MappingReader(try DocumentReader.strictJSON(file), "the baseline")
        let schema = try reader.string("schema")
        let known = try reader.list("known")
        try reader.finish()
        guard schema == "polyarch.baseline/v1" else {
            throw (reader.value("schema") ?? reader.node).error("not a baseline of schema polyarch.baseline/v1")
        }
        guard let known else { throw reader.missing("known") }
        var entries: [Baseline.Entry] = []
        for node in known { entries.append(try entry(node)) }
        return Baseline(file: file.path, entries: entries)
    }

    private static func entry(_ node: TreeNode) throws(DocumentError) -> Baseline.Entry {
        var reader = try MappingReader(node, "an entry of the baseline")
        func text(_ key: String) throws(DocumentError) -> String {
            guard let text = try reader.string(key) else { throw reader.missing(key) }
            return text
        }
        let entry = Baseline.Entry(
            fingerprint: try text("fingerprint"), rule: try text("rule"), image: try text("image"),
            file: try text("file"), object: try text("object"))
        try reader.finish()
        return entry
    }
}
