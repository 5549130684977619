package import AuditModel
package import SourceText

/// All edits of one file, checked.
package struct FilePatch: Sendable {
    package let path: String
    package let original: [UInt8]
    package let patched: [UInt8]
    package let edits: [TextEdit]
    /// What is pinned by it, in the order of the file.
    package let occurrences: [Occurrence]

    /// The diff for whoever applies it in `directory`; nil where the file is not below it.
    package func diff(from directory: String) -> UnifiedDiff? {
        guard let name = PatchName.relative(path, to: directory) else { return nil }
        return UnifiedDiff(name: name, original: original, edits: edits)
    }
}
