internal import ChildProcesses
import Glibc

/// A shell command that runs alongside the test, such as a server. Its output is discarded.
package final class BackgroundProcess: Sendable {
    private let input: Int32
    private let end: Task<ChildProcess.Result, any Error>

    /// The command's standard input stays empty and is closed with this object and this process, so a command that ends
    /// with its input never outlives the test.
    package init(shell command: String, in directory: String) throws {
        var ends: [Int32] = [-1, -1]
        // A socket pair is close-on-exec from the start, so no other child inherits it.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw ChildProcessError.cannotStart(unsafe String(cString: strerror(errno)))
        }
        input = ends[0]
        let process = ChildProcess(
            "/bin/sh", ["-c", command], directory: directory, input: .descriptor(ends[1]), outputLimit: 1 << 20,
            timeLimit: .seconds(3600))
        end = Task { try await process.run() }
    }

    deinit { _ = close(input) }

    /// Closes the command's input and waits for its end.
    package func stop() async {
        _ = shutdown(input, Int32(SHUT_RDWR))
        _ = try? await end.value
    }
}
