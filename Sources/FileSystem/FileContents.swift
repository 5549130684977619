package import Glibc

/// Whole files as bytes.
package enum FileContents {
    /// - Parameter limit: the number of bytes above which reading fails.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try FileStream(path).readToEnd(limit: limit)
    }

    package static func readStandardInput(limit: Int) throws(FileError) -> [UInt8] {
        try FileStream.standardInput().readToEnd(limit: limit)
    }

    /// Whether there is a file, a folder or a link of this name.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Where relative paths begin; the root if that folder is gone.
    package static var workingDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The path without symbolic links and dots.
    package static func resolved(_ path: String) throws(FileError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .last(path) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Replaces the file, or creates it. Readers see the old content or the new one, whatever happens. Something other
    /// than a regular file (a pipe, `/dev/stdout`) is written to.
    ///
    /// - Parameter isExecutable: whether those who may read the file may execute it.
    package static func replace(
        _ path: String, with bytes: [UInt8], isExecutable: Bool = false
    ) throws(FileError) {
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .last(path, .write) }
            defer { _ = close(descriptor) }
            return try write(bytes, to: descriptor, path)
        }
        try TemporaryFile.write(
            bytes, beside: path, mode: exists ? status.st_mode & 0o7777 : nil, isExecutable: isExecutable
        ).rename(to: path)
    }

    /// Writes all bytes to an open file; `path` is for the error.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw .last(path, .write) }
            rest = rest.dropFirst(max(0, count))
        }
    }
}

/// A new file in the folder of another whose place it is to take. Renaming it is atomic.
package struct TemporaryFile: Sendable {
    package let path: String

    /// - Parameters:
    ///   - target: the file whose place it will take; errors name it.
    ///   - mode: the permissions; nil for those of any new file.
    ///   - isExecutable: whether those who may read the file may execute it.
    ///   - isSynchronized: whether the bytes are on disk before this returns.
    package static func write(
        _ bytes: [UInt8], beside target: String, mode: mode_t?, owner: (user: uid_t, group: gid_t)? = nil,
        isExecutable: Bool = false, isSynchronized: Bool = true
    ) throws(FileError) -> TemporaryFile {
        let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[...$0] } ?? ""
        let file = TemporaryFile(path: "\(folder).polyarch-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp")
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(file.path, flags, mode == nil ? 0o666 : 0o600)
        guard descriptor >= 0 else { throw .last(target, .write) }
        defer { _ = close(descriptor) }
        do throws(FileError) {
            try FileContents.write(bytes, to: descriptor, target)
            var status = stat()
            // The owner first: changing it clears set-user-ID bits.
            guard owner.map({ fchown(descriptor, $0.user, $0.group) == 0 }) ?? true,
                unsafe fstat(descriptor, &status) == 0
            else { throw FileError.last(target, .write) }
            let current = status.st_mode & 0o7777
            var wanted = mode ?? current
            if isExecutable { wanted |= (wanted & 0o444) >> 2 }
            guard wanted == current || fchmod(descriptor, wanted) == 0, !isSynchronized || fsync(descriptor) == 0 else {
                throw FileError.last(target, .write)
            }
        } catch {
            file.remove()
            throw error
        }
        return file
    }

    /// Gives the file the name of the one that it replaces; removes it if that fails.
    package func rename(to target: String) throws(FileError) {
        if unsafe Glibc.rename(path, target) == 0 { return }
        let error = FileError.last(target, .write)
        remove()
        throw error
    }

    package func remove() { _ = unsafe unlink(path) }

    /// Whether a file of this name was left behind by a process that was killed, unless it is still being written.
    package static func isName(_ name: String) -> Bool { name.hasPrefix(".polyarch-") && name.hasSuffix(".tmp") }
}
