import Foundation
import TestSupport
import Testing

/// What the commands show of their requests to real registries.
@Suite(.needs(.registries)) struct ObservingIntegrationTests {
    private let folder: TemporaryDirectory
    private let registry: DevelopmentRegistry

    init() throws {
        folder = try TemporaryDirectory()
        registry = try DevelopmentRegistry.require()
        try folder.write("image: docker.io/shapes/oci-index:1.0\n", to: "app.yaml")
        try folder.write("docker.io/shapes/oci-index:1.0 ghcr.io/ameideio/mirror/oci-index:1.0\n", to: "map.txt")
    }

    private func tool() throws -> ToolRunner {
        try ToolRunner.polyarch(environment: [
            "XDG_CACHE_HOME": folder.path, "DOCKER_CONFIG": registry.directory + "/docker", "TERM": "xterm",
        ])
    }

    private func run(_ arguments: [String]) async throws -> ToolRunner.Result {
        let isElsewhere = arguments.contains("--registries")
        let options = isElsewhere ? [] : ["--registries", registry.registriesFile]
        return try await tool().run(arguments + options, in: folder.path)
    }

    private func lines(_ result: ToolRunner.Result) -> [Substring] {
        result.errors.split(separator: "\n").filter { $0.contains("/v2/") }
    }

    @Test(arguments: [
        ["audit", "app.yaml"], ["check", "docker.io/shapes/oci-index:1.0", "--verify", "index"],
        ["mirror", "--map", "map.txt"], ["pin", "app.yaml"],
        ["baseline", "update", "app.yaml", "--baseline", "b.json"],
    ])
    func `every command that contacts registries shows one line per request with -v`(command: [String]) async throws {
        let quiet = try await run(command + ["--no-cache"])
        #expect(lines(quiet).isEmpty)
        let result = try await run(command + ["--no-cache", "-v"])
        let endpoint = try registry.endpoint("UPSTREAM_PORT")
        let pattern = try Regex(
            #"^polyarch: (GET|HEAD) \#(endpoint)/v2/shapes/oci-index/manifests/1\.0: 200, \d+ bytes, [0-9.]+ m?s, HTTP/1\.1, (new|reused) connection$"#
        )
        #expect(lines(result).contains { $0.contains(pattern) }, "\(result.errors)")
    }

    @Test func `concurrent requests give one line each`() async throws {
        let images = ["oci-index", "docker-list", "nested", "attested", "single-oci-arm64", "helm-chart"].map {
            "docker.io/shapes/\($0):1.0"
        }
        let result = try await run(
            ["check", "--format", "json", "--verbose", "--trace-http", "t"] + images)
        let requests = try JSONDecoder().decode(Report.self, from: Data(result.standardOutput)).run.requests
        #expect(result.errors.split(separator: "\n").count { $0.contains("/v2/") } == requests)
        let trace = String(decoding: try folder.bytes(of: "t"), as: UTF8.self)
        let blocks = trace.split(separator: "\n\n").dropFirst()
        #expect(blocks.count == requests)
        #expect(blocks.allSatisfy { $0.hasPrefix("#") && $0.contains("\n> ") && $0.contains("\n< HTTP/1.1 ") })
    }

    @Test func `a trace is readable by its owner only and holds no login or token`() async throws {
        try folder.write("old", to: "trace")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.file("trace"))
        let result = try await run([
            "check", "registry.ameide.example/shapes/private:1.0", "-v", "--trace-http", "trace",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let trace = String(decoding: try folder.bytes(of: "trace"), as: UTF8.self)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("trace"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!trace.contains("old"))
        #expect(trace.contains("> Authorization: Basic <redacted>"))
        #expect(trace.contains("< Www-Authenticate: basic realm=\"private\""))
        for secret in ["loopback-only", Data("fleet:loopback-only".utf8).base64EncodedString()] {
            #expect(!trace.contains(secret))
            #expect(!result.errors.contains(secret))
        }
    }

    @Test func `an unwritable trace is a usage error before any request`() async throws {
        let result = try await run(["check", "docker.io/shapes/oci-index:1.0", "--trace-http", "/nonexistent/t", "-v"])
        #expect(result.status == 64)
        #expect(
            result.errors == "polyarch: /nonexistent/t: error: cannot be written: No such file or directory\n"
        )
    }

    @Test func `the summary counts the requests of each registry`() async throws {
        let image = "docker.io/shapes/oci-index:1.0"
        let endpoint = try registry.endpoint("UPSTREAM_PORT")
        let cold = try await run(["check", image, "--verify", "index"])
        #expect(cold.output.contains("\n  docker.io (\(endpoint)): 1 request\n"), "\(cold.output)")
        let warm = try await run(["check", image, "--verify", "index", "--format", "markdown"])
        #expect(warm.output.contains("| `docker.io`<br>at `\(endpoint)` | 1 | 0 | 1 |  |\n"), "\(warm.output)")
    }

    @Test func `progress is shown on terminals only and is cleared at the end`() async throws {
        let server = try SlowServer(folder)
        let shown = try await server.checkOnTerminal(until: "waiting for slow.example (1)", then: "answer")
        #expect(shown.contains("\r0 of 1 images, "), "\(shown)")
        #expect(shown.contains("\r\u{1B}[K"))
        let piped = try await tool().run(SlowServer.command, in: folder.path)
        #expect(!piped.errors.contains("waiting for"))
    }

    @Test func `progress is cleared when the run is interrupted`() async throws {
        let shown = try await SlowServer(folder).checkOnTerminal(
            until: "waiting for slow.example (1)", then: "interrupt")
        #expect(shown.hasSuffix("\r\u{1B}[K"), "\(shown)")
    }
}

/// A registry, `slow.example`, that answers nothing until `/answer` is requested.
private struct SlowServer {
    static let command = ["check", "slow.example/a/b:1", "--registries", "slow.yaml"]

    private let folder: TemporaryDirectory
    private let server: FaultServer

    init(_ folder: TemporaryDirectory) throws {
        self.folder = folder
        let gate = FaultServer.Gate()
        server = try FaultServer { request in
            if request.target == "/answer" { gate.open() }
            return [.wait(for: gate), .reply(request.target == "/answer" ? "200 OK" : "404 Not Found")]
        }
        try folder.write(
            "registries:\n  slow.example: { endpoint: 'http://127.0.0.1:\(server.port)' }\nothers: refuse\n",
            to: "slow.yaml")
    }

    /// Runs `command` on a terminal and returns all that appears there.
    ///
    /// - Parameters:
    ///   - text: what must appear before anything else happens.
    ///   - action: `answer` lets the server answer, `interrupt` presses Ctrl-C.
    func checkOnTerminal(until text: String, then action: String) async throws -> String {
        try folder.write(
            """
            import os, pty, sys, urllib.request
            text, action, answer, *command = sys.argv[1:]
            child, terminal = pty.fork()
            if child == 0: os.execv(command[0], command)
            shown = b""
            while True:
                try: piece = os.read(terminal, 4096)
                except OSError: break
                if not piece: break
                shown += piece
                if text.encode() in shown and action == "answer":
                    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(answer)
                    action = ""
                elif text.encode() in shown and action == "interrupt":
                    os.write(terminal, b"\\x03")
                    action = ""
            os.waitpid(child, 0)
            sys.stdout.buffer.write(shown)
            """, to: "terminal.py")
        let tool = try ToolRunner.polyarch().executable
        let python = ToolRunner(
            executable: "/usr/bin/python3", environment: ["XDG_CACHE_HOME": folder.path, "TERM": "xterm"])
        let result = try await python.run(
            ["terminal.py", text, action, server.origin + "/answer", tool] + Self.command, in: folder.path)
        try #require(result.status == 0, "\(result.errors)")
        return result.output
    }
}
