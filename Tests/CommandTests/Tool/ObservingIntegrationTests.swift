import Foundation
import TestSupport
import Testing

/// What a run shows of its requests, from the command line and against the real registries.
@Suite(.needs(.registries)) struct ObservingIntegrationTests {
    private let folder: TemporaryDirectory
    private let registry: DevelopmentRegistry

    init() throws {
        folder = try TemporaryDirectory()
        registry = try DevelopmentRegistry.require()
        try folder.write("image: docker.io/shapes/oci-index:1.0\n", to: "app.yaml")
        try folder.write("docker.io/shapes/oci-index:1.0 ghcr.io/ameideio/mirror/oci-index:1.0\n", to: "map.txt")
    }

    private func run(
        _ arguments: [String], terminal: Bool = false, under wrapper: String = ""
    ) async throws -> ToolRunner.Result {
        let tool = try ToolRunner.polyarch(environment: [
            "XDG_CACHE_HOME": folder.path, "DOCKER_CONFIG": registry.directory + "/docker", "TERM": "xterm",
        ])
        let isElsewhere = arguments.contains("--registries")
        let options = arguments + (isElsewhere ? [] : ["--registries", registry.registriesFile])
        guard terminal else { return try await tool.run(options, in: folder.path) }
        // Everything of a terminal comes out of one end.
        let command = wrapper + " " + ([tool.executable] + options).map { "'\($0)'" }.joined(separator: " ")
        return try await ToolRunner(
            executable: "/usr/bin/script", environment: ["XDG_CACHE_HOME": folder.path, "TERM": "xterm"]
        ).run(["-qec", command, "/dev/null"], in: folder.path)
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

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func `progress is shown on terminals only and is cleared at the end`() async throws {
        // An address that nobody answers at holds the run up for as long as an image may take.
        let server = try FaultServer(always: [.hold])
        try folder.write(
            "registries:\n  slow.example: { endpoint: 'http://127.0.0.1:\(server.port)' }\nothers: refuse\n",
            to: "slow.yaml")
        let command = ["check", "slow.example/a/b:1", "--image-timeout", "1s", "--registries", "slow.yaml"]
        let shown = try await run(command, terminal: true)
        #expect(shown.output.contains("\r0 of 1 images, "), "\(shown.output)")
        #expect(shown.output.contains("waiting for slow.example (1)"))
        #expect(shown.output.contains("\r\u{1B}[K"))
        let piped = try await run(command)
        #expect(!piped.errors.contains("waiting for"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func `progress is cleared when the run is interrupted`() async throws {
        let server = try FaultServer(always: [.hold])
        try folder.write(
            "registries:\n  slow.example: { endpoint: 'http://127.0.0.1:\(server.port)' }\nothers: refuse\n",
            to: "slow.yaml")
        let shown = try await run(
            ["check", "slow.example/a/b:1", "--registries", "slow.yaml"], terminal: true,
            under: "timeout --foreground --signal INT 3")
        #expect(shown.output.contains("waiting for slow.example (1)"), "\(shown.output)")
        #expect(shown.output.hasSuffix("\r\u{1B}[K"), "\(shown.output)")
    }
}
