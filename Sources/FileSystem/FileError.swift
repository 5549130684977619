internal import Glibc

/// Why a file or folder cannot be read or written.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Action: Sendable { case read, write }

    package let path: String
    package let action: Action
    /// In the system's words where it was the system that refused.
    package let reason: String
    private let code: Int32

    package init(path: String, _ action: Action = .read, reason: String) {
        self.init(path: path, action, reason: reason, code: 0)
    }

    private init(path: String, _ action: Action, reason: String, code: Int32) {
        self.path = path
        self.action = action
        self.reason = reason
        self.code = code
    }

    /// The error of the last system call.
    package static func last(_ path: String, _ action: Action = .read) -> FileError {
        let code = errno
        return FileError(path: path, action, reason: unsafe String(cString: strerror(code)), code: code)
    }

    /// There is no such file, which some callers accept.
    package var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
    /// A folder of the path is a file.
    package var isUnderFile: Bool { code == ENOTDIR }
    package var isPermissionDenied: Bool { code == EACCES }

    /// What is wrong, without the path.
    package var message: String { "cannot be \(action == .read ? "read" : "written"): \(reason)" }
    package var description: String { "\(path): \(message)" }
}
