internal import ChildProcesses
import Foundation

/// Runs programs, above all the `polyarch` that was built with the tests, and keeps what they write.
package struct ToolRunner: Sendable {
    package struct Result: Sendable {
        package let standardOutput: [UInt8]
        package let standardError: [UInt8]
        /// The exit status, or 128 plus the signal's number if a signal ended the program.
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
    /// The program's whole environment.
    private let environment: [String: String]

    /// Passes on only what sanitizers need of the caller's environment, so that colour settings and credentials do not
    /// change results.
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
            throw Failure(description: "polyarch was not built with the tests; run swift build first")
        }
        return ToolRunner(executable: tool, environment: environment)
    }

    /// Runs the program to its end. `input` reaches it through a pipe, as in `cat file | polyarch audit -`.
    package func run(
        _ arguments: [String], input: [UInt8]? = nil, in directory: String? = nil, limit: Duration = .generous
    ) async throws -> Result {
        var process = ChildProcess(
            executable, arguments, environment: environment, directory: directory, outputLimit: 256 << 20,
            timeLimit: limit)
        if let input {
            process.executable = "/bin/sh"
            process.arguments = ["-c", #"cat | "$@""#, "sh", executable] + arguments
            process.input = .bytes(input)
        }
        do {
            let result = try await process.run()
            let status =
                switch result.ending {
                case .status(let status): status
                case .signal(let signal): 128 + signal
                }
            return Result(standardOutput: result.output, standardError: result.errors, status: status)
        } catch {
            throw Failure(description: "\(executable) \(arguments) \(error)")
        }
    }

    package func run(_ arguments: [String], input: String, in directory: String? = nil) async throws -> Result {
        try await run(arguments, input: Array(input.utf8), in: directory)
    }

    /// Runs a command of the shell, which must succeed.
    package static func shell(_ command: String, in directory: String) async throws {
        let result = try await ToolRunner(executable: "/bin/sh").run(["-c", command], in: directory)
        guard result.status == 0 else {
            throw Failure(description: "\(command) ended with \(result.status): \(result.errors)")
        }
    }
}
