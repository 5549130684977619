import AuditModel
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

@Suite struct CredentialHelperTests {
    /// Runs a shell script as the helper `x`.
    private func ask(
        _ script: String, name: String = "x", registry: String = "a.io", limit: Duration = .generous
    ) async throws -> Result<Credential?, ResolutionFailure> {
        let folder = try await helper(script)
        do {
            return .success(
                try await CredentialHelper(path: "relative:\(folder.path)", timeLimit: limit)
                    .credential(from: name, for: registry))
        } catch {
            return .failure(error)
        }
    }

    private func helper(_ script: String) async throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("#!/bin/sh\n\(script)\n", to: "script")
        // Another process writes the program: a child that is started here meanwhile would inherit the open file, and
        // a file that is open for writing cannot be run.
        try await ToolRunner.shell("cp script docker-credential-x && chmod 755 docker-credential-x", in: folder.path)
        return folder
    }

    @Test func `a helper gets the server on its input and returns a login`() async throws {
        let script = #"read server; echo "{\"ServerURL\":\"x\",\"Username\":\"$1\",\"Secret\":\"$server\"}""#
        #expect(try await ask(script) == .success(.password(user: "get", password: Secret("a.io"))))
        #expect(
            try await ask(script, registry: "docker.io")
                == .success(.password(user: "get", password: Secret("https://index.docker.io/v1/"))))
    }

    @Test(arguments: [
        (#"echo '{"Username":"<token>","Secret":"t"}'"#, Credential.identityToken(Secret("t"))),
        ("echo '{}'", nil),
        (#"echo '{"Username":"","Secret":""}'"#, nil),
        ("echo credentials not found in native keychain; exit 1", nil),
    ])
    func `a helper's output is interpreted as Docker does`(script: String, credential: Credential?)
        async throws
    {
        #expect(try await ask(script) == .success(credential))
    }

    @Test(arguments: [
        ("echo s3cret; echo no keychain >&2; exit 1", "failed: no keychain"),
        ("echo s3cret; exit 3", "exited with status 3"),
        ("echo s3cret", "returned invalid output"),
        (#"echo 'note: s3cret'; echo '{"Username":"u","Secret":"s3cret"}'"#, "returned invalid output"),
        ("yes s3cret", "wrote more than 64 KiB"),
        ("kill -9 $$", "was ended by signal 9"),
    ])
    func `a failing helper is reported with its error output and never with its standard output`(
        script: String, expected: String
    ) async throws {
        guard case .failure(let failure) = try await ask(script) else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .authFailed)
        #expect(failure.message == "the credential helper docker-credential-x for a.io \(expected)")
    }

    @Test func `a helper that hangs is killed with all its children`() async throws {
        let folder = try TemporaryDirectory()
        let script = "sleep 1000 & echo $! >\(folder.file("started")); wait"
        // A busy machine may need more time to start a script than the limit leaves.
        for limit in [1, 4, 16, 64, 256] {
            guard case .failure(let failure) = try await ask(script, limit: .seconds(limit)) else {
                Issue.record("no failure")
                return
            }
            #expect(failure.message.contains("did not finish within \(limit) second"))
            guard let started = try? folder.text(of: "started"), started.hasSuffix("\n") else { continue }
            try await eventually("the helper's child ends") { !isRunning(String(started.dropLast())) }
            return
        }
        Issue.record("the helper was never started")
    }

    /// Zombies do not count.
    private func isRunning(_ identifier: String) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8) else { return false }
        return !text.contains(") Z ")
    }

    @Test func `a helper inherits the environment but no open descriptor`() async throws {
        // `dup` clears close-on-exec.
        let handedDown = dup(2)
        defer { _ = close(handedDown) }
        let script = #"[ -e /proc/$$/fd/\#(handedDown) ] && exit 9; echo "{\"Username\":\"u\",\"Secret\":\"$HOME\"}""#
        let home = try #require(ProcessInfo.processInfo.environment["HOME"])
        #expect(try await ask(script) == .success(.password(user: "u", password: Secret(home))))
    }

    @Test func `a helper starts with default signal handling`() async throws {
        let script = #"sh -c 'kill -TERM $$; echo alive' >&2; [ $? = 143 ] && echo '{"Username":"u","Secret":"s"}'"#
        #expect(try await ask(script) == .success(.password(user: "u", password: Secret("s"))))
    }

    @Test(arguments: ["", "../x", "a/b", "x;y", "x y"])
    func `a helper is found only by a plain name on the PATH`(name: String) async throws {
        guard case .failure(let failure) = try await ask("echo '{}'", name: name) else {
            Issue.record("no failure")
            return
        }
        #expect(failure.message.contains("is not run"))
    }

    @Test func `a helper is run once per registry, however many images wait for it`() async throws {
        let folder = try await helper(
            #"echo >>"$0.calls"; while [ ! -e "$0.go" ]; do sleep 0.01; done; echo '{"Username":"u","Secret":"p"}'"#)
        let transport = ScriptedTransport { request, _ in
            request.fields[.authorization] == "Basic dTpw"
                ? TransferReply(status: 404) : TransferReply(status: 401, fields: [.wwwAuthenticate: "Basic realm=x"])
        }
        let store = try CredentialStore(SourceFile(path: "config.json", text: #"{"credHelpers": {"a.io": "x"}}"#))
        let resolver = ImageResolver(
            transport: transport, credentials: store, helper: CredentialHelper(path: folder.path, timeLimit: .generous))
        let inquiries = try (0..<50).map { Inquiry(try ImageReference("a.io/r\($0)/x:1")) }
        async let answers = resolver.resolve(inquiries)
        // As many as may be in flight for one registry.
        try await eventually("eight images wait for the helper") { transport.requests.count >= 8 }
        try folder.write("", to: "docker-credential-x.go")
        #expect(await answers.allSatisfy { $0.resolution.failure?.kind == .notFound })
        #expect(try folder.bytes(of: "docker-credential-x.calls").count == 1)
    }
}
