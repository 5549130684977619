internal import CGlibc
package import FileSystem
internal import Glibc

/// Replaces files by their patched versions. The new bytes go into a temporary file, which is exchanged with the old file
/// once it is on disk. Readers see the old bytes or the new ones at any moment, and no concurrent change is lost.
package struct FileReplacement: Sendable {
    private let roots: [String]

    /// - Parameter roots: the folders and files that may be written to. Links that lead out of them are not followed.
    package init(within roots: [String]) throws(FileError) {
        var resolved: [String] = []
        for root in roots { resolved.append(try FileContents.resolved(root)) }
        self.roots = resolved
    }

    /// Replaces the file that `patch` was made from, keeping mode and owner. Fails unless the file still has exactly the
    /// bytes that the patch was made from.
    package func write(_ patch: FilePatch) throws(FileError) {
        func failure(_ reason: String) -> FileError { FileError(path: patch.path, .write, reason: reason) }
        let path = try FileContents.resolved(patch.path)
        guard roots.contains(where: { path == $0 || path.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
            throw failure("it is a link that leads out of the given folders")
        }
        let before = try Self.status(path)
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw failure("it is not a regular file")
        }
        guard before.st_nlink == 1 else {
            throw failure("it has several names (hard links), which replacing it would separate")
        }
        guard try FileContents.read(path, limit: .max) == patch.original else {
            throw failure("it has changed since it was read")
        }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = path[..<slash]
        let new = try TemporaryFile.write(
            patch.patched, beside: path, mode: before.st_mode & 0o7777, owner: (before.st_uid, before.st_gid))
        try Self.put(new.path, at: path, insteadOf: patch.original)
        try Self.synchronize(folder: folder.isEmpty ? "/" : String(folder))
    }

    /// Puts a new file in the place of one that holds `original`. The old file is compared after the exchange, when it can
    /// no longer be opened by its name; if it holds something else, it is put back.
    static func put(_ new: String, at path: String, insteadOf original: [UInt8]) throws(FileError) {
        let changed = FileError(path: path, .write, reason: "it has changed since it was read")
        func holdsOriginal(_ path: String) -> Bool { (try? FileContents.read(path, limit: .max)) == original }
        var isKept = false
        defer { if !isKept { _ = unsafe unlink(new) } }
        guard unsafe polyarch_exchange_files(new, path) == 0 else {
            guard errno == EINVAL || errno == ENOSYS else { throw .last(path, .write) }
            // This file system cannot exchange files: a change between this check and the rename would be lost.
            guard holdsOriginal(path) else { throw changed }
            guard unsafe rename(new, path) == 0 else { throw .last(path, .write) }
            return
        }
        if holdsOriginal(new) { return }
        guard unsafe polyarch_exchange_files(new, path) == 0 else {
            isKept = true
            throw FileError(
                path: path, .write, reason: "it was changed while it was being replaced; that version is now \(new)")
        }
        throw changed
    }

    // MARK: - System calls

    /// Makes the rename durable.
    private static func synchronize(folder: String) throws(FileError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(folder, .write) }
        defer { _ = close(descriptor) }
        // Some file systems cannot synchronize a folder; the file itself is safe.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .last(folder, .write) }
    }

    private static func status(_ path: String) throws(FileError) -> stat {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .last(path) }
        return status
    }
}
