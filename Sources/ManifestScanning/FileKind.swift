internal import Glibc
internal import SourceText

/// What a path names, as far as scanning cares.
enum FileKind {
    case file
    case folder
    case link
    case other

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
