internal import CGlibc
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// A program that is run to its end, within a time limit.
///
/// It leads a process group of its own. When the time is up, when the task that waits for it is cancelled, or when it
/// writes more than it may, the whole group is killed. Once the program itself has ended, nothing waits for processes
/// that it left behind, even if they hold its outputs open.
///
/// It inherits no descriptor but its three streams, blocks no signals and ignores none.
package struct ChildProcess: Sendable {
    package enum Input: Sendable {
        case bytes([UInt8])
        /// A descriptor that is open for reading. `run` closes it.
        case descriptor(Int32)
    }

    package struct Result: Sendable, Hashable {
        package let ending: Ending
        package let output: [UInt8]
        package let errors: [UInt8]
    }

    package enum Ending: Sendable, Hashable {
        case status(Int32)
        case signal(Int32)
    }

    /// An absolute path; see `path(of:in:)`.
    package var executable: String
    package var arguments: [String]
    /// The whole environment of the program; nil for that of this process.
    package var environment: [String: String]?
    /// Where the program runs; nil for where this process does.
    package var directory: String?
    package var input = Input.bytes([])
    /// The bytes that standard output and standard error may have, each.
    package var outputLimit: Int
    package var timeLimit: Duration

    package init(
        _ executable: String, _ arguments: [String], environment: [String: String]? = nil, directory: String? = nil,
        input: Input = .bytes([]), outputLimit: Int, timeLimit: Duration
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.outputLimit = outputLimit
        self.timeLimit = timeLimit
    }

    /// The program `name` in the folders of a `PATH`: that of this process if none is given. Relative folders, among
    /// them the current one, are skipped.
    package static func path(of name: String, in path: String? = nil) -> String? {
        // SAFETY: the string is copied at once, and nothing here changes the environment.
        let path = unsafe path ?? getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        return path.utf8.split(separator: UInt8(ascii: ":")).lazy.compactMap(String.init).filter { $0.hasPrefix("/") }
            .map { "\($0)/\(name)" }.first { file in
                var status = stat()
                return unsafe access(file, X_OK) == 0 && stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            }
    }

    package func run() async throws(ChildProcessError) -> Result {
        let outcome = await withTaskGroup(of: Swift.Result<Result, ChildProcessError>?.self) { group in
            group.addTask { await runToEnd() }
            group.addTask {
                try? await Task.sleep(for: timeLimit)
                return nil
            }
            let first = await group.next() ?? nil
            // Kills the group of a program that still runs; the task group waits for that.
            group.cancelAll()
            return first
        }
        guard let outcome else { throw Task.isCancelled ? .cancelled : .timedOut(after: timeLimit) }
        return try outcome.get()
    }

    private func runToEnd() async -> Swift.Result<Result, ChildProcessError> {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(arguments),
                environment: environment.map { variables in
                    .custom(Dictionary(uniqueKeysWithValues: variables.map { (.init(stringLiteral: $0), $1) }))
                } ?? .inherit,
                workingDirectory: directory.map { FilePath($0) }, platformOptions: options,
                input: .fileDescriptor(
                    FileDescriptor(rawValue: try inputDescriptor()), closeAfterSpawningProcess: true),
                output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
            if Task.isCancelled { return .failure(.cancelled) }
            let ending: Ending =
                switch result.terminationStatus {
                case .exited(let status): .status(status)
                case .signaled(let signal): .signal(signal)
                }
            return .success(Result(ending: ending, output: result.standardOutput, errors: result.standardError))
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(.outputTooLarge(limit: outputLimit))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.cannotStart("no such program"))
        } catch let error as SubprocessError {
            return .failure(.cannotStart(error.underlyingError.map { "\($0)" } ?? "\(error)"))
        } catch let error as ChildProcessError {
            return .failure(error)
        } catch {
            return .failure(Task.isCancelled ? .cancelled : .cannotStart("\(error)"))
        }
    }

    /// Bytes are put into an unnamed file in memory. Through a pipe, a program that does not read its input would raise
    /// SIGPIPE here.
    private func inputDescriptor() throws(ChildProcessError) -> Int32 {
        switch input {
        case .descriptor(let descriptor): return descriptor
        case .bytes(let bytes):
            let descriptor = unsafe polyarch_memory_file("input")
            guard descriptor >= 0 else { throw .cannotStart(unsafe String(cString: strerror(errno))) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
                guard count >= 0 || errno == EINTR else {
                    defer { _ = close(descriptor) }
                    throw .cannotStart(unsafe String(cString: strerror(errno)))
                }
                rest = rest.dropFirst(max(0, count))
            }
            lseek(descriptor, 0, SEEK_SET)
            return descriptor
        }
    }
}

/// Why a program did not run to its end. The description completes a sentence that begins with its name.
package enum ChildProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    case cannotStart(String)
    case timedOut(after: Duration)
    /// More than `limit` bytes on standard output or standard error.
    case outputTooLarge(limit: Int)
    case cancelled

    package var description: String {
        switch self {
        case .cannotStart(let reason): "cannot be run: \(reason)"
        case .timedOut(let limit) where limit == .seconds(1): "did not finish within 1 second"
        case .timedOut(let limit): "did not finish within \(limit.components.seconds) seconds"
        case .outputTooLarge(let limit):
            limit % 1024 == 0 ? "wrote more than \(limit / 1024) KiB" : "wrote more than \(limit) bytes"
        case .cancelled: "was stopped"
        }
    }
}
