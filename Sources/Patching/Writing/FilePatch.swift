package import AuditModel
package import SourceText

/// All edits of one file, verified.
package struct FilePatch: Sendable {
    package let path: String
    package let original: [UInt8]
    package let patched: [UInt8]
    package let edits: [TextEdit]
    /// The occurrences that it pins, in the order of the file.
    package let occurrences: [Occurrence]

    /// The diff to be applied in `directory`; nil if the file is not below it.
    package func diff(from directory: String) -> UnifiedDiff? {
        guard let name = PatchName.relative(path, to: directory) else { return nil }
        return UnifiedDiff(name: name, original: original, edits: edits)
    }
}

/// File names in patches: relative to the directory where the patch is applied, without `.` and `..`, which `git apply`
/// rejects.
enum PatchName {
    static func relative(_ path: String, to directory: String) -> String? {
        let base = components(directory)
        var parts = path.hasPrefix("/") ? [] : base
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                if parts.popLast() == nil { return nil }
            default: parts.append(part)
            }
        }
        guard parts.count > base.count, parts.starts(with: base) else { return nil }
        return parts.dropFirst(base.count).joined(separator: "/")
    }

    private static func components(_ directory: String) -> [Substring] {
        directory.split(separator: "/").filter { $0 != "." }
    }
}
