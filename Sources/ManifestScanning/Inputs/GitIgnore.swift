internal import Glibc
internal import SourceText

/// What git ignores below a folder, as git itself says.
struct GitIgnore {
    /// Relative to the folder; folders that are ignored as a whole end with a slash.
    private let ignored: Set<String>

    /// Files that are tracked are not ignored, whatever patterns say; neither is what stands in submodules, which git
    /// does not look into.
    init(below folder: String) throws(FileError) {
        // The file system monitor is a program that the folder's own configuration may name.
        let arguments = [
            "-c", "core.fsmonitor=false", "-C", folder, "ls-files", "-z", "--others", "--ignored", "--directory",
            "--exclude-standard",
        ]
        let output = try ChildProgram.output(of: "git", arguments, about: folder)
        ignored = Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    func contains(_ path: String) -> Bool { ignored.contains(path) }
}

/// Another program that is run for what it prints.
private enum ChildProgram {
    static func output(of program: String, _ arguments: [String], about path: String) throws(FileError) -> [UInt8] {
        func fail(_ reason: String) -> FileError { FileError(path: path, reason: reason) }
        var ends: [Int32] = [-1, -1]
        // A pair of sockets can be made to close in every other child in one step, unlike a pipe.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last(path) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)

        var identifier = pid_t()
        // SAFETY: every string is a copy of its own that lives until the program has been started.
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let status = unsafe posix_spawnp(&identifier, program, &actions, nil, &words, environ)
        while let word = unsafe words.popLast() { unsafe free(word) }
        _ = close(ends[1])
        let stream = FileStream(owning: ends[0], named: program)
        guard status == 0 else { throw fail("\(program) cannot be run: \(unsafe String(cString: strerror(status)))") }

        var output: [UInt8] = []
        var failure: FileError?
        do throws(FileError) { output = try stream.readToEnd() } catch { failure = error }
        var end: Int32 = 0
        while unsafe waitpid(identifier, &end, 0) < 0, errno == EINTR {}
        if let failure { throw failure }
        guard end == 0 else { throw fail("\(program) does not know what is ignored there: is it a work tree of git?") }
        return output
    }
}
