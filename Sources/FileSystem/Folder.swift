internal import Glibc

/// What is in a folder.
package enum Folder {
    package struct Entry: Sendable {
        package let name: String
        /// Nil if the file system does not say, and for what is rare.
        package let kind: FileKind?
    }

    /// The entries but `.` and `..`, sorted by the bytes of their names.
    package static func entries(of path: String) throws(FileError) -> [Entry] {
        guard let directory = unsafe opendir(path) else { throw .last(path) }
        defer { _ = unsafe closedir(directory) }
        var entries: [Entry] = []
        while let entry = unsafe readdir(directory) {
            // SAFETY: the system ends the name with a zero within its 256 bytes.
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            entries.append(Entry(name: name, kind: unsafe FileKind(entryType: entry.pointee.d_type)))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

/// What a path names.
package enum FileKind: Sendable {
    /// Anything that can be read from start to end. Pipes are among them: process substitution makes some.
    case file
    case folder
    case link
    case other

    fileprivate init?(entryType: UInt8) {
        switch Int(entryType) {
        case DT_REG: self = .file
        case DT_DIR: self = .folder
        case DT_LNK: self = .link
        default: return nil
        }
    }

    package init(_ path: String, followingLinks: Bool) throws(FileError) {
        var status = stat()
        guard unsafe (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { throw .last(path) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG, S_IFIFO, S_IFCHR: self = .file
        case S_IFLNK: self = .link
        default: self = .other
        }
    }
}
