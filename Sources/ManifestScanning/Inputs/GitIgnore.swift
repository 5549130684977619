internal import ChildProcesses
internal import FileSystem

/// What git ignores below a folder, according to git itself.
struct GitIgnore {
    /// Relative to the folder. Folders that are ignored as a whole end with a slash.
    private let ignored: Set<String>

    /// Tracked files are not ignored, whatever the patterns say, nor is anything in submodules, which git does not enter.
    init(below folder: String) async throws(FileError) {
        func failure(_ reason: String) -> FileError { FileError(path: folder, reason: reason) }
        guard let git = ChildProcess.path(of: "git") else {
            throw failure("--respect-gitignore needs git, which is not on the PATH")
        }
        // The file system monitor is a program that the folder's own configuration may name.
        let arguments = [
            "-c", "core.fsmonitor=false", "-C", folder, "ls-files", "-z", "--others", "--ignored", "--directory",
            "--exclude-standard",
        ]
        let result: ChildProcess.Result
        do {
            result = try await ChildProcess(git, arguments, outputLimit: 64 << 20, timeLimit: .seconds(60)).run()
        } catch {
            throw failure("git \(error)")
        }
        guard result.ending == .status(0) else {
            throw failure("git cannot list the ignored files; is it in a git work tree?")
        }
        ignored = Set(result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    func contains(_ path: String) -> Bool { ignored.contains(path) }
}
