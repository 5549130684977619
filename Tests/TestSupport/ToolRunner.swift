import Foundation

/// Runs programs, first of all the `polyarch` that was built with the tests, and keeps what they say.
package struct ToolRunner: Sendable {
    package struct Result: Sendable {
        package let standardOutput: [UInt8]
        package let standardError: [UInt8]
        /// The exit status; 128 and the signal's number for a program that a signal ended.
        package let status: Int32

        package var output: String { String(decoding: standardOutput, as: UTF8.self) }
        package var errors: String { String(decoding: standardError, as: UTF8.self) }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    package let executable: String
    /// All that the program sees of the environment.
    private let environment: [String: String]

    /// Nothing of the caller's environment reaches the program but what a sanitizer needs, so that neither colour
    /// settings nor somebody's credentials change an outcome.
    package init(executable: String, environment: [String: String] = [:]) {
        let kept = ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH", "TMPDIR"]
        var variables = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        variables["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        variables["HOME"] = "/nonexistent"
        variables["LANG"] = "C.UTF-8"
        self.executable = executable
        self.environment = variables.merging(environment) { $1 }
    }

    /// The debug binary next to the running test bundle.
    package static func polyarch(environment: [String: String] = [:]) throws -> ToolRunner {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders = [bundle, CommandLine.arguments[0], Bundle.main.bundlePath].map {
            URL(fileURLWithPath: $0).deletingLastPathComponent()
        }
        let candidates =
            folders.map { $0.appendingPathComponent("polyarch").path } + [PackageRoot.file(".build/debug/polyarch")]
        guard let tool = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw Failure(description: "no polyarch beside the tests; run swift build first")
        }
        return ToolRunner(executable: tool, environment: environment)
    }

    /// Runs the program to its end. `input` reaches it through a pipe, as in `cat file | polyarch audit -`.
    ///
    /// Outputs go to files: pipes would block a program that says much, and would be inherited by programs that other
    /// tests start at the same time.
    package func run(
        _ arguments: [String], input: [UInt8]? = nil, in directory: String? = nil, limit: Duration = .seconds(120)
    ) async throws -> Result {
        let scratch = try TemporaryDirectory()
        let process = Process()
        if let input {
            try scratch.write(input, to: "in")
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", #"cat "$0" | "$@""#, scratch.file("in"), executable] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
        }
        process.environment = environment
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        try scratch.write([], to: "out")
        try scratch.write([], to: "err")
        process.standardOutput = FileHandle(forWritingAtPath: scratch.file("out"))
        process.standardError = FileHandle(forWritingAtPath: scratch.file("err"))
        let ended = try await end(of: process, limit: limit)
        guard ended else { throw Failure(description: "\(executable) \(arguments) did not end within \(limit)") }
        let signalled = process.terminationReason == .uncaughtSignal
        return Result(
            standardOutput: try scratch.bytes(of: "out"), standardError: try scratch.bytes(of: "err"),
            status: process.terminationStatus + (signalled ? 128 : 0))
    }

    package func run(_ arguments: [String], input: String, in directory: String? = nil) async throws -> Result {
        try await run(arguments, input: Array(input.utf8), in: directory)
    }

    /// Starts the process and waits for its end; false when it had to be stopped.
    private func end(of process: Process, limit: Duration) async throws -> Bool {
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        let identifier = process.processIdentifier
        let watchdog = Task {
            try await Task.sleep(for: limit)
            kill(identifier, SIGKILL)
            return ()
        }
        for await _ in ends {}
        watchdog.cancel()
        return (try? await watchdog.value) == nil
    }
}
