internal import FileSystem
internal import Glibc

/// The files of a store. A file that cannot be read is not there; one that cannot be written is not kept.
enum StoreFolder {
    struct Entry: Sendable {
        let path: String
        let size: Int
        /// Seconds since 1970.
        let used: Int
        /// A temporary file that no process is still writing.
        let isLeftover: Bool
    }

    /// Creates the folder and its parent, or checks that only this user can write to it: others could plant files.
    static func prepare(_ path: String) throws(ContentStoreError) {
        var status = stat()
        if unsafe lstat(path, &status) != 0 {
            // `~/.cache` may be missing; a home folder is not created.
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                _ = unsafe mkdir(String(path[..<slash]), 0o700)
            }
            _ = unsafe mkdir(path, 0o700)
            guard unsafe lstat(path, &status) == 0 else {
                throw ContentStoreError(path: path, reason: unsafe String(cString: strerror(errno)), isUnsafe: false)
            }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ContentStoreError(path: path, reason: "it is not a directory", isUnsafe: true)
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw ContentStoreError(
                path: path, reason: "it must be owned by you and not writable by others", isUnsafe: true)
        }
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Or missing.
    static func isOlderThanADay(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) != 0 || status.st_mtim.tv_sec < time(nil) - 86_400
    }

    /// Counts as use.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        let stream = FileStream.reading(descriptor, named: path)
        guard let bytes = try? stream.readToEnd(limit: limit, expecting: Int(status.st_size)) else { return nil }
        // Day precision is enough for pruning.
        if status.st_mtim.tv_sec < time(nil) - 86_400 { _ = futimens(descriptor, nil) }
        return bytes
    }

    /// Without `fsync`: digests reveal files that a power failure truncated.
    static func write(_ bytes: [UInt8], to path: String) {
        try? TemporaryFile.write(bytes, beside: path, mode: 0o600, isSynchronized: false).rename(to: path)
    }

    static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    static func files(in folder: String) -> [Entry] {
        let now = time(nil)
        return ((try? Folder.entries(of: folder)) ?? []).compactMap { entry in
            var status = stat()
            let path = folder + "/" + entry.name
            guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            return Entry(
                path: path, size: Int(status.st_size), used: status.st_mtim.tv_sec,
                isLeftover: TemporaryFile.isName(entry.name) && status.st_mtim.tv_sec < now - 3600)
        }
    }
}
