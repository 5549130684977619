internal import Glibc

/// Why a file cannot be read or written, in the system's words.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// There is no such file, which some callers take for an answer.
    package let isAbsence: Bool

    package init(path: String, reason: String, isAbsence: Bool = false) {
        self.path = path
        self.reason = reason
        self.isAbsence = isAbsence
    }

    /// Of the last system call.
    package static func last(_ path: String) -> FileError {
        let code = errno
        return FileError(
            path: path, reason: unsafe String(cString: strerror(code)), isAbsence: [ENOENT, ENOTDIR].contains(code))
    }

    package var description: String { "\(path): \(reason)" }
}

/// Whole files as bytes.
package enum FileContents {
    /// - Parameter limit: the number of bytes above which reading is given up.
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

    /// Where relative paths begin; the root where that folder is gone.
    package static var workingDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The path without links and dots in it.
    package static func resolved(_ path: String) throws(FileError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .last(path) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Puts `bytes` in the place of the file: through a new file beside it that is renamed, so that a reader sees the
    /// old content or the new one, whatever happens. What is no regular file (a pipe, `/dev/stdout`) is written to.
    ///
    /// - Parameter isExecutable: whether whoever may read the file may run it.
    package static func replace(
        _ path: String, with bytes: [UInt8], isExecutable: Bool = false
    ) throws(FileError) {
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .last(path) }
            defer { _ = close(descriptor) }
            return try write(bytes, to: descriptor, path)
        }
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw .last(path) }
        defer { _ = close(descriptor) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(FileError) {
            try write(bytes, to: descriptor, path)
            // mkstemp makes the file private; a report is as readable as any other new file.
            let mask = umask(0)
            _ = umask(mask)
            let mode = exists ? status.st_mode & 0o7777 : 0o666 & ~mask
            let execution = isExecutable ? (mode & 0o444) >> 2 : 0
            guard fchmod(descriptor, mode | execution) == 0, fsync(descriptor) == 0,
                unsafe rename(temporary, path) == 0
            else { throw FileError.last(path) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
    }

    /// Writes all of it to an open file; `path` is for the error.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw .last(path) }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
