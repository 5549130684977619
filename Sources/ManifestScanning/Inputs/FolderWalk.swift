internal import AuditModel
internal import FileSystem
internal import SourceText

/// Finds the YAML and JSON files of a folder and its subfolders, sorted, without hidden entries.
///
/// Symbolic links to folders are not followed, and links to files only if they stay within the folder, so there are no
/// loops and no files from elsewhere. Unreadable entries are listed; the rest is still read.
struct FolderWalk {
    private static let extensions = [".yaml", ".yml", ".json"]

    private let root: String
    private let excluded: [GlobPattern]
    private let ignored: GitIgnore?
    private(set) var files: [String] = []
    private(set) var unreadable: [UnreadableSource] = []

    init(root: String, excluded: [GlobPattern] = [], ignored: GitIgnore? = nil) {
        self.root = root
        self.excluded = excluded
        self.ignored = ignored
    }

    /// Fails if the folder itself cannot be listed.
    mutating func walk() throws(FileError) {
        try visit("")
    }

    /// - Parameter folder: relative to the root, with a slash at its end, or empty.
    private mutating func visit(_ folder: String) throws(FileError) {
        for entry in try Folder.entries(of: path(folder)) {
            let (name, relative) = (entry.name, folder + entry.name)
            if name.utf8.first == UInt8(ascii: ".") || isExcluded(relative, name) { continue }
            do throws(FileError) {
                let kind =
                    if let known = entry.kind { known } else { try FileKind(path(relative), followingLinks: false) }
                switch kind {
                case .folder:
                    if ignored?.contains(relative + "/") == true { continue }
                    try visit(relative + "/")
                case .file where isManifest(name, relative): files.append(path(relative))
                case .link where isManifest(name, relative): try visitLink(relative)
                case .file, .link, .other: break
                }
            } catch {
                unreadable.append(UnreadableSource(error))
            }
        }
    }

    private mutating func visitLink(_ relative: String) throws(FileError) {
        guard try FileKind(path(relative), followingLinks: true) == .file else { return }
        if let target = try? FileContents.resolved(path(relative)), let tree = try? FileContents.resolved(root),
            !target.hasPrefix(tree.hasSuffix("/") ? tree : tree + "/")
        {
            throw FileError(path: path(relative), reason: "it is a symbolic link that leads out of \(root)")
        }
        files.append(path(relative))
    }

    private func isManifest(_ name: String, _ relative: String) -> Bool {
        Self.extensions.contains(where: name.hasSuffix) && ignored?.contains(relative) != true
    }

    private func isExcluded(_ relative: String, _ name: String) -> Bool {
        excluded.contains { $0.matches($0.pattern.contains("/") ? relative : name) }
    }

    private func path(_ relative: String) -> String {
        if relative.isEmpty { return root }
        return root.hasSuffix("/") ? root + relative : root + "/" + relative
    }
}
