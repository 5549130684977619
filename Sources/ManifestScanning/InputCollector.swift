internal import Glibc

/// An input that a user named and that cannot be used; ends the run with a usage error.
package struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

/// One input to scan: a file or standard input. Bytes are read when its turn comes.
package struct ManifestInput: Sendable, Hashable {
    /// As people are to see it.
    package let path: String
    package let isStandardInput: Bool

    package static let standardInput = ManifestInput(path: "<stdin>", isStandardInput: true)
}

/// Turns the paths of a command line into inputs.
package enum InputCollector {
    private static let extensions = [".yaml", ".yml", ".json"]

    /// Files stand as they were named; folders are searched for YAML and JSON, sorted, without hidden entries.
    /// Symbolic links to folders inside a tree are not followed, so that no loop and no foreign tree comes in.
    package static func inputs(for paths: [String]) throws(InputError) -> [ManifestInput] {
        var inputs: [ManifestInput] = []
        var seen: Set<String> = []
        for path in paths {
            if path == "-" {
                if seen.insert("<stdin>").inserted { inputs.append(.standardInput) }
                continue
            }
            switch try FileKind(path, followingLinks: true) {
            case .folder:
                var files: [String] = []
                try collect(path, into: &files)
                for file in files where seen.insert(file).inserted {
                    inputs.append(ManifestInput(path: file, isStandardInput: false))
                }
            case .file:
                if seen.insert(path).inserted { inputs.append(ManifestInput(path: path, isStandardInput: false)) }
            case .other, .link:
                throw InputError(path: path, reason: "is neither a file nor a folder")
            }
        }
        return inputs
    }

    private static func collect(_ folder: String, into files: inout [String]) throws(InputError) {
        guard let directory = unsafe opendir(folder) else {
            throw InputError(path: folder, reason: "the folder cannot be read: \(lastError())")
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            switch try FileKind(path, followingLinks: false) {
            case .folder: try collect(path, into: &files)
            case .file where extensions.contains(where: name.hasSuffix): files.append(path)
            case .link where extensions.contains(where: name.hasSuffix):
                // A link to a file is read; a broken one is reported when it is.
                if (try? FileKind(path, followingLinks: true)) != .folder { files.append(path) }
            case .file, .link, .other: break
            }
        }
    }

    private enum FileKind {
        case file
        case folder
        case link
        case other

        init(_ path: String, followingLinks: Bool) throws(InputError) {
            var status = stat()
            guard unsafe (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
                throw InputError(path: path, reason: lastError())
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: self = .folder
            // A pipe, as from process substitution, is read like a file.
            case S_IFREG, S_IFIFO: self = .file
            case S_IFLNK: self = .link
            case S_IFCHR: self = .file
            default: self = .other
            }
        }
    }
}

/// The text of `errno`.
func lastError() -> String { unsafe String(cString: strerror(errno)) }
