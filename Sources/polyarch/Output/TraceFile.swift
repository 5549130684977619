import AuditPipeline
import FileSystem
import Glibc
import HTTPTransport
import Reporting

/// The trace of `--trace-http`: a private file, or standard output, written block by block from any task.
final class TraceFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let hasFailed = Locked(false)

    /// Truncates the file and makes it readable only by its owner; `-` is standard output.
    init(_ path: String, title: String) throws(UsageError) {
        self.path = path
        descriptor =
            path == "-"
            ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
            : unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else { throw UsageError(.last(path, .write)) }
        if path != "-", status.st_mode & S_IFMT == S_IFREG,
            fchmod(descriptor, 0o600) != 0 || ftruncate(descriptor, 0) != 0
        {
            let error = FileError.last(path, .write)
            _ = close(descriptor)
            throw UsageError(error)
        }
        write([title])
    }

    deinit { _ = close(descriptor) }

    /// Writes a block of lines, never interleaved with another.
    func write(_ lines: [String]) {
        let text = lines.map { Escaping.terminal($0) + "\n" }.joined() + "\n"
        hasFailed.withLock { hasFailed in
            guard !hasFailed else { return }
            do {
                try FileContents.write(Array(text.utf8), to: descriptor, path)
            } catch {
                hasFailed = true
                StandardStream.showMessage("warning: the trace is incomplete: \(error)")
            }
        }
    }
}
