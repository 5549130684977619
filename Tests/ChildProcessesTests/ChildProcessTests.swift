import ChildProcesses
import Glibc
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    /// Longer than any test waits.
    private static let patience = Duration.seconds(600)

    private func run(
        _ script: String, _ arguments: [String] = [], input: ChildProcess.Input = .bytes([]),
        outputLimit: Int = 1 << 20,
        timeLimit: Duration = Self.patience
    ) async throws(ChildProcessError) -> ChildProcess.Result {
        try await ChildProcess(
            "/bin/sh", ["-c", script, "sh"] + arguments, input: input, outputLimit: outputLimit, timeLimit: timeLimit
        ).run()
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `arguments, both outputs and the exit status arrive unchanged`() async throws {
        let result = try await run(#"printf '%s|' "$@"; echo oops >&2; exit 3"#, ["$HOME; a b", "", "é\n"])
        #expect(text(result.output) == "$HOME; a b||é\n|")
        #expect(text(result.errors) == "oops\n")
        #expect(result.ending == .status(3))
    }

    @Test func `a signal is distinguished from an exit status`() async throws {
        #expect(try await run("kill -9 $$").ending == .signal(9))
        #expect(try await run("exit 137").ending == .status(137))
    }

    @Test func `the environment and the folder are those given, or inherited`() async throws {
        let folder = try TemporaryDirectory()
        var process = ChildProcess("/usr/bin/env", [], outputLimit: 1 << 20, timeLimit: Self.patience)
        process.environment = ["A": "1"]
        #expect(text(try await process.run().output) == "A=1\n")
        process.environment = nil
        #expect(text(try await process.run().output).contains("PATH="))
        process.executable = "/bin/pwd"
        process.directory = folder.path
        #expect(text(try await process.run().output) == folder.path + "\n")
    }

    @Test func `input of any size arrives, and may be left unread`() async throws {
        let input = [UInt8](repeating: 7, count: 1 << 20)
        #expect(try await run("cat", input: .bytes(input)).output == input)
        #expect(try await run("exit 0", input: .bytes(input)).ending == .status(0))
        #expect(try await run("cat").output == [])
    }

    @Test func `a program inherits no descriptor except its three streams`() async throws {
        // Without the flag that would close it in a child.
        let inheritable = dup(2)
        defer { _ = close(inheritable) }
        let script = "for fd in $(seq 0 1023); do [ -e /proc/$$/fd/$fd ] && echo $fd; done; true"
        #expect(text(try await run(script).output) == "0\n1\n2\n")
    }

    @Test func `a program gets signals as one started by a shell does`() async throws {
        #expect(try await run("sh -c 'kill -TERM $$; echo alive'; echo $?").output == Array("143\n".utf8))
        #expect(try await run("sh -c 'kill -PIPE $$; echo alive'; echo $?").output == Array("141\n".utf8))
    }

    @Test(arguments: ["/nonexistent/program", "/etc/passwd", "/etc"])
    func `a program that is missing or cannot be executed is an error`(path: String) async throws {
        let process = ChildProcess(path, [], outputLimit: 10, timeLimit: Self.patience)
        await #expect(throws: ChildProcessError.cannotStart("no such program")) { try await process.run() }
    }

    @Test func `a folder that is missing is an error`() async throws {
        let process = ChildProcess(
            "/bin/true", [], directory: "/nonexistent", outputLimit: 10, timeLimit: Self.patience)
        let error = await #expect(throws: ChildProcessError.self) { try await process.run() }
        guard case .cannotStart = error else {
            Issue.record("\(error as Any)")
            return
        }
    }

    @Test(arguments: ["yes", "yes >&2", "echo 123456789; exec sleep 1000", "trap '' PIPE TERM; yes & yes >&2"])
    func `a program with too much output is killed`(script: String) async throws {
        await #expect(throws: ChildProcessError.outputTooLarge(limit: 9)) { try await run(script, outputLimit: 9) }
    }

    @Test func `output of exactly the limit is accepted`() async throws {
        #expect(try await run("echo 123456789; echo 123456789 >&2", outputLimit: 10).errors.count == 10)
    }

    @Test(arguments: [
        "sleep 1000", "trap '' TERM INT HUP; while :; do sleep 1000; done",
        // Nothing is left to read, so that only the program's end could be waited for.
        "exec >&- 2>&- <&-; sleep 1000",
    ])
    func `a program that exceeds the time limit is not waited for`(script: String) async throws {
        let limit = Duration.milliseconds(100)
        await #expect(throws: ChildProcessError.timedOut(after: limit)) { try await run(script, timeLimit: limit) }
    }

    @Test func `processes left behind that hold the outputs open are not waited for`() async throws {
        let result = try await run("sleep 1000 & echo $!")
        let left = try #require(pid_t(text(result.output.dropLast())))
        #expect(kill(left, SIGKILL) == 0)
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `at the time limit the processes that a program started are killed too`() async throws {
        // On a busy machine a program may take a while to start another.
        for limit in [Duration.milliseconds(100), .seconds(1), .seconds(10), Self.patience] {
            let family = try Family()
            await #expect(throws: ChildProcessError.timedOut(after: limit)) {
                try await run(family.script, timeLimit: limit)
            }
            #expect(family.isGone())
            if family.hasStarted { return }
        }
    }

    @Test func `when the task is cancelled the processes that a program started are killed too`() async throws {
        let family = try Family()
        let task = Task { try await run(family.script) }
        while !family.hasStarted { await Task.yield() }
        task.cancel()
        await #expect(throws: ChildProcessError.cancelled) { try await task.value }
        #expect(family.isGone())
    }

    @Test func `a cancelled task starts nothing`() async throws {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await run("exit 0")
        }
        task.cancel()
        await #expect(throws: ChildProcessError.cancelled) { try await task.value }
    }

    /// A shell that starts another one and waits for it.
    private struct Family {
        private let folder: TemporaryDirectory
        private let descriptor: Int32

        init() throws {
            folder = try TemporaryDirectory()
            let status = unsafe mkfifo(folder.file("alive"), 0o600)
            try #require(status == 0)
            descriptor = unsafe open(folder.file("alive"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        }

        /// The inner shell keeps the pipe open until it ends.
        var script: String {
            "sh -c 'exec 3>\(folder.file("alive")); : >\(folder.file("started")); while :; do sleep 1000; done' & wait"
        }

        var hasStarted: Bool { unsafe access(folder.file("started"), F_OK) == 0 }

        /// Waits until no process holds the pipe open.
        func isGone() -> Bool {
            defer { _ = close(descriptor) }
            if !hasStarted { return true }
            var watched = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            return unsafe poll(&watched, 1, 60_000) == 1 && watched[0].revents & Int16(POLLHUP) != 0
        }
    }

    @Test func `no descriptor is left open, however a program ends`() async throws {
        // In a process of its own: other tests open files at the same time.
        await #expect(processExitsWith: .success) {
            func run(_ executable: String, _ script: String, outputLimit: Int = 1000, timeLimit: Duration) async {
                let input = ChildProcess.Input.bytes([1, 2, 3])
                _ = try? await ChildProcess(
                    executable, ["-c", script], input: input, outputLimit: outputLimit, timeLimit: timeLimit
                ).run()
            }
            func runAll() async {
                await run("/bin/sh", "cat; exit 1", timeLimit: .seconds(600))
                await run("/bin/sh", "sleep 1000 & kill -9 $$", timeLimit: .seconds(600))
                await run("/bin/sh", "sleep 1000", timeLimit: .milliseconds(50))
                await run("/bin/sh", "yes", timeLimit: .seconds(600))
                await run("/nonexistent", "", timeLimit: .seconds(600))
                await run("/etc/passwd", "", timeLimit: .seconds(600))
            }
            func openDescriptors() -> [Int32] { (0..<1000).filter { fcntl($0, F_GETFD) >= 0 } }
            await runAll()
            let before = openDescriptors()
            for _ in 0..<3 { await runAll() }
            #expect(openDescriptors() == before)
        }
    }

    @Test func `a program is found by its name in absolute folders of a PATH only`() throws {
        #expect(ChildProcess.path(of: "sh", in: "relative:.::/nonexistent:/bin:/usr/bin") == "/bin/sh")
        #expect(ChildProcess.path(of: "sh", in: "bin:.:") == nil)
        #expect(ChildProcess.path(of: "passwd", in: "/etc") == nil)
        #expect(ChildProcess.path(of: "", in: "/bin") == nil)
        #expect(ChildProcess.path(of: "sh")?.hasSuffix("/sh") == true)
    }
}
