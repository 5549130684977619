internal import Dispatch
internal import Glibc

/// Runs another program to its end, with a text for its input, and keeps what it says.
struct ChildCommand: Sendable {
    enum Failure: Error, Sendable, Hashable {
        case cannotStart(String)
        case timedOut
        /// It says more than any sensible program of its kind.
        case tooTalkative
    }

    struct Result: Sendable {
        let status: Int32
        let output: [UInt8]
        let errors: [UInt8]
    }

    /// An absolute path.
    let executable: String
    let arguments: [String]
    let input: String
    let timeLimit: Duration
    var outputLimit = 64 << 10

    /// The program `name` in the folders of a `PATH`; relative folders, the current one among them, do not count.
    static func path(of name: String, in path: String) -> String? {
        path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first { file in
            var status = stat()
            return unsafe access(file, X_OK) == 0 && stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        }
    }

    /// Waits on a thread of its own: Swift's must not.
    func run() async throws(Failure) -> Result {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(Failure) {
                    continuation.resume(returning: Swift.Result<Result, Failure>.success(try wait()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private func wait() throws(Failure) -> Result {
        let deadline = ContinuousClock.now + timeLimit
        Self.keepToOurselves()
        let inputEnds = try Self.socketPair()
        let outputEnds = try Self.socketPair()
        let errorEnds = try Self.socketPair()
        defer { for end in [inputEnds.ours, outputEnds.ours, errorEnds.ours] { _ = close(end) } }
        let identifier = try spawn(inputEnds.theirs, outputEnds.theirs, errorEnds.theirs)
        Self.send(Array(input.utf8), to: inputEnds.ours)
        var output: [UInt8]?
        var errors: [UInt8] = []
        var failure: Failure?
        do throws(Failure) {
            (output, errors) = try read(outputEnds.ours, errorEnds.ours, until: deadline)
        } catch {
            failure = error
        }
        // With everything that it may have started: it was made the leader of a group.
        if failure != nil { _ = kill(-identifier, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        if let failure { throw failure }
        return Result(status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128, output: output ?? [], errors: errors)
    }

    /// What else is open here, handed down by whoever started this process or opened by a library, is not for the child.
    private static func keepToOurselves() {
        guard let folder = unsafe opendir("/proc/self/fd") else { return }
        defer { _ = unsafe closedir(folder) }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
    }

    /// Sockets instead of pipes: writing to one whose reader is gone can be told not to raise a signal.
    private static func socketPair() throws(Failure) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .cannotStart("no sockets are left") }
        return (ends[0], ends[1])
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        // Smaller than any socket's buffer, so that one call takes it.
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    private func read(
        _ output: Int32, _ errors: Int32, until deadline: ContinuousClock.Instant
    ) throws(Failure) -> ([UInt8], [UInt8]) {
        var collected: [[UInt8]] = [[], []]
        var open = [output, errors]
        while open.contains(where: { $0 >= 0 }) {
            let (seconds, attoseconds) = ContinuousClock.now.duration(to: deadline).components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { throw .timedOut }
            var watched = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard unsafe poll(&watched, 2, Int32(min(milliseconds, 60_000))) >= 0 || errno == EINTR else {
                throw .cannotStart("the system does not let it be watched")
            }
            for index in open.indices where open[index] >= 0 && watched[index].revents != 0 {
                var piece = [UInt8](repeating: 0, count: 4096)
                let count = unsafe piece.withUnsafeMutableBytes {
                    unsafe recv(open[index], $0.baseAddress, $0.count, 0)
                }
                if count > 0 { collected[index] += piece[..<count] } else { open[index] = -1 }
                guard collected[index].count <= outputLimit else { throw .tooTalkative }
            }
        }
        return (collected[0], collected[1])
    }

    /// Starts the program with three ends for its streams, which it alone holds afterwards.
    private func spawn(_ input: Int32, _ output: Int32, _ errors: Int32) throws(Failure) -> pid_t {
        defer { for end in [input, output, errors] { _ = close(end) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, end) in [input, output, errors].enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // This thread blocks all signals, and the program may ignore some; a child would inherit both.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var ignored = sigset_t()
        unsafe sigemptyset(&ignored)
        unsafe sigaddset(&ignored, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &ignored)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
        defer { while let word = unsafe words.popLast() { unsafe free(word) } }
        var identifier = pid_t()
        // Helpers find what they need in the environment (AWS_PROFILE, GOOGLE_APPLICATION_CREDENTIALS, …).
        let status = unsafe posix_spawn(&identifier, executable, &actions, &attributes, &words, environ)
        guard status == 0 else { throw .cannotStart(unsafe String(cString: strerror(status))) }
        return identifier
    }
}
