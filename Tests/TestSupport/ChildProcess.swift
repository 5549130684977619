import Glibc

/// A shell command that runs beside the test. Foundation's `Process` would let it inherit the signal mask of the thread
/// that starts it; on the threads that tasks run on, that mask blocks the signal which is to end it.
package final class ChildProcess: Sendable {
    package struct CannotStart: Error {
        package let command: String
    }

    private let identifier: pid_t
    private let input: Int32

    /// The command's standard input is a socket that nothing is written to and that closes with this process, so that a
    /// command which waits for its end never outlives the test. What it says goes nowhere.
    package init(shell command: String, in directory: String) throws {
        var ends: [Int32] = [-1, -1]
        // A pair of sockets, because it can be made to close in every other child in one step.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw CannotStart(command: command) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var identifier = pid_t()
        let words = ["sh", "-c", "cd \"$0\" && \(command)", directory]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer {
            while let argument = unsafe arguments.popLast() { unsafe free(argument) }
        }
        let status = unsafe posix_spawn(&identifier, "/bin/sh", &actions, &attributes, &arguments, environ)
        _ = close(ends[0])
        guard status == 0 else {
            _ = close(ends[1])
            throw CannotStart(command: command)
        }
        self.identifier = identifier
        input = ends[1]
    }

    /// Runs `command` to its end.
    package static func run(_ command: String, in directory: String) throws {
        guard try ChildProcess(shell: command, in: directory).waitForExit() == 0 else {
            throw CannotStart(command: command)
        }
    }

    /// Closes the command's input, waits, and returns the wait status. To be called once.
    @discardableResult
    package func waitForExit() -> Int32 {
        _ = close(input)
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
