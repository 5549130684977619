internal import AuditModel
internal import ChildProcesses
internal import DocumentReading
internal import SourceText

/// Asks the programs that keep logins for Docker: `docker-credential-NAME get` reads the server from its input and
/// prints the login as JSON.
package struct CredentialHelper: Sendable {
    /// Where programs are searched, in the form of `PATH`.
    package var path: String
    package var timeLimit: Duration

    package init(path: String, timeLimit: Duration = .seconds(10)) {
        self.path = path
        self.timeLimit = timeLimit
    }

    /// Nil if the helper has no login for the registry. Its output is never quoted, for it may contain a secret.
    func credential(
        from name: String, for registry: String
    ) async throws(ResolutionFailure) -> Credential? {
        let program = "docker-credential-\(name)"
        func failure(_ message: String) -> ResolutionFailure {
            let shown = ErrorBody.line(program, limit: 80) ?? "docker-credential-"
            return ResolutionFailure(.authFailed, "the credential helper \(shown) for \(registry) \(message)")
        }
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else {
            throw failure("is not run: its name may hold letters, digits, dots, dashes and underscores")
        }
        guard let executable = ChildProcess.path(of: program, in: path) else {
            throw failure("is not on the PATH")
        }
        // The name under which Docker itself stores logins for its own registry.
        let server = registry == "docker.io" ? "https://index.docker.io/v1/" : registry
        let result: ChildProcess.Result
        do {
            // Helpers read the environment (AWS_PROFILE, GOOGLE_APPLICATION_CREDENTIALS, ...), so they inherit it.
            result = try await ChildProcess(
                executable, ["get"], input: .bytes(Array((server + "\n").utf8)), outputLimit: 64 << 10,
                timeLimit: timeLimit
            ).run()
        } catch {
            throw failure("\(error)")
        }
        let output = String(decoding: result.output, as: UTF8.self)
        guard result.ending == .status(0) else {
            let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if words == "credentials not found in native keychain" { return nil }
            let errorText = ErrorBody.line(String(decoding: result.errors, as: UTF8.self), limit: 200)
            if let errorText { throw failure("failed: \(errorText)") }
            switch result.ending {
            case .status(let status): throw failure("exited with status \(status)")
            case .signal(let signal): throw failure("was ended by signal \(signal)")
            }
        }
        guard let login = Self.login(result.output) else { throw failure("returned invalid output") }
        return login.credential
    }

    private static func login(_ output: [UInt8]) -> (credential: Credential?, Void)? {
        let file = SourceFile(path: "", bytes: output)
        guard let root = try? DocumentReader.strictJSON(file, limits: ReadingLimits(depth: 8)), root.isMapping else {
            return nil
        }
        let user = root["Username"]?.text ?? ""
        let secret = root["Secret"]?.text ?? ""
        if secret.isEmpty { return (nil, ()) }
        return (
            user == "<token>" ? .identityToken(Secret(secret)) : .password(user: user, password: Secret(secret)), ()
        )
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._".utf8.contains(byte)
        }
    }
}
