internal import Glibc
internal import SourceText
internal import Synchronization

/// Standard output and standard error, written as they are: no buffering, no interleaving with anything else.
enum StandardStream {
    case output
    case error

    /// Why standard output is not complete; nil as long as it is.
    static var failure: FileError? { failureOfOutput.withLock(\.self) }
    private static let failureOfOutput = Mutex<FileError?>(nil)

    /// Writes all of it. A reader that went away is no error: it has what it wanted. What else goes wrong with standard
    /// output is in `failure` from then on: a report that is cut off must not look like a good one.
    func write(_ text: String) { write(Array(text.utf8)) }

    /// The same for bytes.
    func write(_ bytes: [UInt8]) {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno != EINTR {
                if self == .output, errno != EPIPE { Self.failureOfOutput.withLock { $0 = .last("standard output") } }
                return
            }
        }
    }

    /// From here on a closed pipe is an error of `write`, not the end of the process.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}
