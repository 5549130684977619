package import AuditModel
package import FileSystem
package import SourceText

/// A file or standard input to scan.
package struct ManifestInput: Sendable, Hashable {
    /// As shown to people.
    package let path: String
    package let isStandardInput: Bool

    package static let standardInput = ManifestInput(path: "<stdin>", isStandardInput: true)
}

/// Turns the paths of a command line into inputs.
package struct InputCollector {
    /// Which of the files in folders are read.
    package struct Selection: Sendable {
        /// A pattern without `/` matches names of files and folders; another one, paths relative to the given folder.
        package var excluded: [GlobPattern]
        package var respectsGitignore: Bool

        package init(excluded: [GlobPattern] = [], respectsGitignore: Bool = false) {
            self.excluded = excluded
            self.respectsGitignore = respectsGitignore
        }
    }

    package private(set) var inputs: [ManifestInput] = []
    /// Files and folders that cannot be read.
    package private(set) var unreadable: [UnreadableSource] = []
    /// Given folders without anything to scan.
    package private(set) var emptyFolders: [String] = []

    private let selection: Selection
    private var seen: Set<String> = []

    /// Files are read as given; folders are searched for YAML and JSON files, sorted, without hidden entries.
    package init(_ paths: [String], _ selection: Selection = Selection()) async throws(FileError) {
        self.selection = selection
        for path in paths { try await add(path) }
    }

    package static func inputs(for paths: [String]) async throws(FileError) -> [ManifestInput] {
        try await InputCollector(paths).inputs
    }

    private mutating func add(_ path: String) async throws(FileError) {
        if path == "-" { return append(.standardInput) }
        switch try FileKind(path, followingLinks: true) {
        case .folder:
            let ignored = selection.respectsGitignore ? try await GitIgnore(below: path) : nil
            var folder = FolderWalk(root: path, excluded: selection.excluded, ignored: ignored)
            try folder.walk()
            unreadable += folder.unreadable
            if folder.files.isEmpty, folder.unreadable.isEmpty { emptyFolders.append(path) }
            for file in folder.files { append(ManifestInput(path: file, isStandardInput: false)) }
        case .file: append(ManifestInput(path: path, isStandardInput: false))
        case .other, .link: throw FileError(path: path, reason: "it is neither a file nor a folder")
        }
    }

    private mutating func append(_ input: ManifestInput) {
        if seen.insert(input.path).inserted { inputs.append(input) }
    }
}
