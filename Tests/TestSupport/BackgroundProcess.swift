internal import ChildProcesses
import Glibc

/// A shell command that runs beside the test, such as a server. What it writes goes nowhere.
package final class BackgroundProcess: Sendable {
    private let input: Int32
    private let end: Task<ChildProcess.Result, any Error>

    /// The command's standard input is a pipe that nothing is written to. It is closed with this object and with this
    /// process, so a command that ends with its input never outlives the test.
    package init(shell command: String, in directory: String) throws {
        var ends: [Int32] = [-1, -1]
        // A pair of sockets, unlike a pipe, can be kept from other children in one step.
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
