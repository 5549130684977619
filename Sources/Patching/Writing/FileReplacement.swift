internal import CGlibc
internal import Glibc
package import SourceText

/// Writes a patched file in place of the one that was read: first a temporary file beside it, then, when that is on
/// disk, both change places. Whoever looks at the file at any moment sees the old bytes or the new ones, and what
/// somebody else wrote meanwhile is not lost.
package struct FileReplacement: Sendable {
    private let roots: [String]

    /// - Parameter roots: the folders and files that may be written to; links that lead out of them are not followed.
    package init(within roots: [String]) throws(FileError) {
        var resolved: [String] = []
        for root in roots { resolved.append(try FileContents.resolved(root)) }
        self.roots = resolved
    }

    /// Replaces the file that `patch` was made from. It keeps mode and owner. Refused where the file is not, byte for
    /// byte, what the patch was made from.
    package func write(_ patch: FilePatch) throws(FileError) {
        let path = try FileContents.resolved(patch.path)
        guard roots.contains(where: { path == $0 || path.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
            throw FileError(path: patch.path, reason: "it is a link out of the folders that were named")
        }
        let before = try Self.status(path)
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw FileError(path: patch.path, reason: "it is no regular file")
        }
        guard before.st_nlink == 1 else {
            throw FileError(path: patch.path, reason: "it has several names (hard links), which replacing would part")
        }
        guard try FileContents.read(path, limit: .max) == patch.original else {
            throw FileError(path: patch.path, reason: "it has changed since it was read")
        }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = path[..<slash]
        let temporary = "\(folder)/.polyarch-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        do throws(FileError) {
            try Self.create(temporary, patch.patched, like: before)
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try Self.put(temporary, at: path, insteadOf: patch.original)
        try Self.synchronize(folder: folder.isEmpty ? "/" : String(folder))
    }

    /// Puts a new file in the place of one that holds `original`. What stood there is looked at when it is out of the way
    /// and nobody can write to it any more by its name; if it is something else, it goes back.
    static func put(_ new: String, at path: String, insteadOf original: [UInt8]) throws(FileError) {
        let changed = FileError(path: path, reason: "it has changed since it was read")
        func holdsOriginal(_ path: String) -> Bool { (try? FileContents.read(path, limit: .max)) == original }
        var isNeeded = false
        defer { if !isNeeded { _ = unsafe unlink(new) } }
        guard unsafe polyarch_exchange_files(new, path) == 0 else {
            guard errno == EINVAL || errno == ENOSYS else { throw .last(path) }
            // This file system cannot do that: a moment is left between the last look and the rename.
            guard holdsOriginal(path) else { throw changed }
            guard unsafe rename(new, path) == 0 else { throw .last(path) }
            return
        }
        if holdsOriginal(new) { return }
        guard unsafe polyarch_exchange_files(new, path) == 0 else {
            isNeeded = true
            throw FileError(path: path, reason: "it was changed while it was replaced; what it was then is \(new)")
        }
        throw changed
    }

    // MARK: - System calls

    private static func create(_ path: String, _ bytes: [UInt8], like original: stat) throws(FileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last(path) }
        defer { _ = close(descriptor) }
        try FileContents.write(bytes, to: descriptor, path)
        // The owner first: changing it clears set-user-ID bits.
        guard fchown(descriptor, original.st_uid, original.st_gid) == 0,
            fchmod(descriptor, original.st_mode & 0o7777) == 0, fsync(descriptor) == 0
        else { throw .last(path) }
    }

    /// Makes the rename itself last.
    private static func synchronize(folder: String) throws(FileError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(folder) }
        defer { _ = close(descriptor) }
        // Some file systems cannot do that to a folder; the file itself is safe all the same.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .last(folder) }
    }

    private static func status(_ path: String) throws(FileError) -> stat {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .last(path) }
        return status
    }
}
