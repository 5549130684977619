internal import Glibc
internal import SourceText

/// What a path names, as far as scanning cares.
enum FileKind {
    case file
    case folder
    case link
    case other

    /// What a folder says of an entry; nil for what it leaves open, and for what is rare.
    init?(entryType: UInt8) {
        switch Int(entryType) {
        case DT_REG: self = .file
        case DT_DIR: self = .folder
        case DT_LNK: self = .link
        default: return nil
        }
    }

    init(_ path: String, followingLinks: Bool) throws(FileError) {
        var status = stat()
        guard unsafe (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { throw .last(path) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        // A pipe, as from process substitution, is read like a file.
        case S_IFREG, S_IFIFO, S_IFCHR: self = .file
        case S_IFLNK: self = .link
        default: self = .other
        }
    }
}
