import AuditPipeline
import Glibc
import HTTPTransport
import Reporting
import SourceText

/// A file for one user's eyes, written block by block from any task.
final class TraceFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let hasFailed = Locked(false)

    /// Begins the file anew; nobody but its owner may read it from here on.
    init(_ path: String, title: String) throws(UsageError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else { throw Self.error(.last(path)) }
        if status.st_mode & S_IFMT == S_IFREG, fchmod(descriptor, 0o600) != 0 || ftruncate(descriptor, 0) != 0 {
            let error = FileError.last(path)
            _ = close(descriptor)
            throw Self.error(error)
        }
        write([title])
    }

    deinit { _ = close(descriptor) }

    /// Writes a block of lines that no other block divides.
    func write(_ lines: [String]) {
        let text = lines.map { Escaping.terminal($0) + "\n" }.joined() + "\n"
        hasFailed.withLock { hasFailed in
            guard !hasFailed else { return }
            do {
                try FileContents.write(Array(text.utf8), to: descriptor, path)
            } catch {
                hasFailed = true
                StandardStream.error.write("polyarch: warning: the trace is incomplete: \(error)\n")
            }
        }
    }

    private static func error(_ error: FileError) -> UsageError {
        UsageError("\(error.path): error: the trace cannot be written: \(error.reason)")
    }
}
