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
