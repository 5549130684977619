internal import FileSystem
internal import Glibc
internal import HTTPTransport
internal import Reporting

/// Standard output and standard error, unbuffered.
enum StandardStream {
    case output
    case error

    /// Why standard output is incomplete; nil if it is complete.
    static var failure: FileError? { failureOfOutput.withLock(\.self) }
    private static let failureOfOutput = Locked<FileError?>(nil)

    /// Writes a message of the tool to standard error. It may quote names and lines of files, so each line is escaped.
    static func showMessage(_ message: String) {
        let lines = message.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        error.write("polyarch: \(lines.map { Escaping.terminal(String($0)) }.joined(separator: "\n"))\n")
    }

    /// Writes all of it. A reader that closed the pipe is not an error: it has what it wanted. Any other error on standard
    /// output is kept in `failure`: a report that is cut off must not look complete.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { unsafe write(UnsafeRawBufferPointer($0)) }
    }

    /// The same for bytes.
    func write(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe write($0) } }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if count < 0, errno != EINTR {
                if self == .output, errno != EPIPE {
                    Self.failureOfOutput.withLock { $0 = .last("standard output", .write) }
                }
                return
            }
        }
    }

    /// From here on a closed pipe is an error of `write`, and does not end the process.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}
