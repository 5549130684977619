internal import AuditModel
internal import Glibc
internal import SourceText

/// Finds the YAML and JSON files of a folder and its subfolders, sorted, without hidden entries.
///
/// Symbolic links to folders are not followed, and links to files only as far as they stay in the folder, so that no
/// loop and no foreign tree comes in. What cannot be looked into is listed and hides nothing else.
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

    /// Fails when the folder itself cannot be listed.
    mutating func walk() throws(FileError) {
        try visit("")
    }

    /// - Parameter folder: relative to the root, with a slash at its end, or empty.
    private mutating func visit(_ folder: String) throws(FileError) {
        for (name, known) in try Self.entries(of: path(folder)) where !isExcluded(folder + name, name) {
            let relative = folder + name
            do throws(FileError) {
                let kind = if let known { known } else { try FileKind(path(relative), followingLinks: false) }
                switch kind {
                case .folder:
                    if ignored?.contains(relative + "/") == true { continue }
                    try visit(relative + "/")
                case .file where isManifest(name, relative): files.append(path(relative))
                case .link where isManifest(name, relative): try visitLink(relative)
                case .file, .link, .other: break
                }
            } catch {
                unreadable.append(
                    UnreadableSource(
                        kind: .unreadableFile, file: error.path, message: "it cannot be read: \(error.reason)"))
            }
        }
    }

    private mutating func visitLink(_ relative: String) throws(FileError) {
        guard try FileKind(path(relative), followingLinks: true) == .file else { return }
        if let target = Self.realPath(path(relative)), let tree = Self.realPath(root),
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

    /// Sorted by bytes, without hidden entries. Most file systems say along with the name what it is.
    private static func entries(of folder: String) throws(FileError) -> [(name: String, kind: FileKind?)] {
        guard let directory = unsafe opendir(folder) else { throw .last(folder) }
        defer { unsafe closedir(directory) }
        var entries: [(name: String, kind: FileKind?)] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                // SAFETY: the system ends the name with a zero within its 256 bytes.
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { entries.append((name, unsafe FileKind(entryType: entry.pointee.d_type))) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Without symbolic links in it; nil when it leads nowhere.
    private static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
