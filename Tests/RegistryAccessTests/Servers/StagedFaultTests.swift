import AuditModel
import Digesting
import HTTPTransport
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// Faulty registries over real sockets, with a login configured: every fault ends, has its failure kind and does not
/// leak the login.
@Suite struct StagedFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: ResolutionFailure.Kind
        /// Whether the registry asks for the login first.
        let isBehindLogin: Bool
        /// The registry's reply; `other` is a server that is not configured.
        let respond: @Sendable (_ request: FaultServer.Request, _ other: FaultServer) -> [FaultServer.Step]

        init(
            _ name: String, _ kind: ResolutionFailure.Kind, isBehindLogin: Bool = true,
            _ respond: @escaping @Sendable (FaultServer.Request, FaultServer) -> [FaultServer.Step]
        ) {
            testDescription = name
            self.isBehindLogin = isBehindLogin
            self.kind = kind
            self.respond = respond
        }

        init(_ name: String, _ kind: ResolutionFailure.Kind, _ steps: FaultServer.Step...) {
            self.init(name, kind) { _, _ in steps }
        }
    }

    private static let index = #"{"schemaVersion":2,"manifests":[]}"#
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: \(MediaType.ociIndex)\r\n"
    private static let zeros = "sha256:" + String(repeating: "0", count: 64)

    private static func ok(_ body: String, _ fields: String...) -> FaultServer.Step {
        .reply(fields: ["Content-Type: \(MediaType.ociIndex)"] + fields, body: body)
    }

    /// Run with a short time limit; a slow machine does not change the result.
    static let stalls = [
        Fault("no answer", .transient, .hold),
        Fault("a status line without end", .transient, .send("HTTP/1.1 200"), .hold),
        Fault("a header without end", .transient, .send(head + "X-A: b\r\n"), .hold),
        Fault("a body without its rest", .transient, .send(head + "Content-Length: 34\r\n\r\n{\"schema"), .hold),
        Fault(
            "chunks without end", .transient, .send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sch\r\n"), .hold),
        Fault("a body byte by byte", .transient) { _, _ in
            [.send(head + "Content-Length: 3000\r\n\r\n")]
                + (0..<200).flatMap { _ in [FaultServer.Step.send("x"), .pause(seconds: 0.02)] } + [.hold]
        },
    ]

    static let faults = [
        Fault("a reset", .transient, .reset),
        Fault("a reset in the body", .transient, .send(head + "Content-Length: 34\r\n\r\n{\"sch"), .reset),
        Fault("an end before the header's", .transient, .send("HTTP/1.1 200 OK\r\nX-A: b\r\n"), .close),
        Fault("a body cut short", .transient, .send(head + "Content-Length: 34\r\n\r\n{\"schema"), .close),
        Fault(
            "chunks cut short", .transient, .send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sch\r\n"), .close),
        Fault("a length beyond the limit", .refused, .send(head + "Content-Length: 4194305\r\n\r\n"), .hold),
        Fault("chunks beyond the limit", .refused) { _, _ in
            let chunk = "100000\r\n" + String(repeating: " ", count: 1 << 20) + "\r\n"
            return [.send(head + "Transfer-Encoding: chunked\r\n\r\n")]
                + Array(repeating: .send(chunk), count: 5) + [.hold]
        },
        Fault("a body beyond the limit without a length", .refused) { _, _ in
            [.send(head + "\r\n" + String(repeating: " ", count: 5 << 20)), .hold]
        },
        Fault("a header beyond the limit", .refused) { _, _ in
            [.send(head + String(repeating: "X-A: \(String(repeating: "b", count: 4000))\r\n", count: 200)), .hold]
        },
        Fault("two lengths", .protocolViolation) { _, _ in
            [.send(head + "Content-Length: 34\r\nContent-Length: 35\r\n\r\n" + index)]
        },
        Fault("no HTTP", .protocolViolation, .send("220 mail.example ESMTP\r\n\r\n"), .close),
        Fault("a wrong digest", .protocolViolation, ok(index, "Docker-Content-Digest: \(zeros)")),
        Fault("a web page", .protocolViolation, .reply(fields: ["Content-Type: text/html"], body: "<html>Log in")),
        Fault("nothing", .protocolViolation, ok("")),
        Fault(
            "another class", .protocolViolation, .reply(fields: ["Content-Type: \(MediaType.ociManifest)"], body: index)
        ),
        Fault("a key twice", .protocolViolation, ok(#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#)),
        Fault("a twisted key", .protocolViolation, ok(#"{"schemaVersion":2,"manifests":[],"Manifests":[]}"#)),
        Fault("both shapes", .protocolViolation, ok(#"{"schemaVersion":2,"manifests":[],"layers":[]}"#)),
        Fault("an encoding", .protocolViolation, ok(index, "Content-Encoding: gzip")),
        Fault("a wrong status", .protocolViolation, .reply("206 Partial Content", body: index)),
        Fault("not modified", .protocolViolation, .send("HTTP/1.1 304 Not Modified\r\n\r\n")),
        Fault("schema 1", .unsupported, ok(#"{"schemaVersion":1,"fsLayers":[]}"#)),

        Fault("a redirect to itself", .refused) { request, _ in
            [.reply("307 Temporary Redirect", fields: ["Location: \(request.target)"])]
        },
        Fault("redirects without end", .refused) { request, _ in
            [.reply("302 Found", fields: ["Location: \(request.target)x"])]
        },
        Fault("a redirect that leads nowhere", .protocolViolation, .reply("302 Found")),
        Fault("a redirect to another private host", .refused) { _, other in
            [.reply("307 Temporary Redirect", fields: ["Location: http://localhost:\(other.port)/steal"])]
        },
        Fault("a redirect to another kind of server", .refused) { _, other in
            [.reply("307 Temporary Redirect", fields: ["Location: gopher://127.0.0.1:\(other.port)/steal"])]
        },
        Fault("a redirect with a login of its own", .refused) { _, other in
            [.reply("307 Temporary Redirect", fields: ["Location: http://u:p@127.0.0.1:\(other.port)/steal"])]
        },
        Fault("a redirect to who asks for a login", .absentOrPrivate) { _, other in
            [.reply("307 Temporary Redirect", fields: ["Location: \(other.origin)/basic"])]
        },
        Fault("a redirect to who names a private token service", .refused) { _, other in
            [.reply("307 Temporary Redirect", fields: ["Location: \(other.origin)/bearer"])]
        },

        Fault("a 401 whatever is shown", .authFailed) { _, _ in
            [.reply("401 Unauthorized", fields: ["WWW-Authenticate: Basic realm=x"])]
        },
        Fault("a token service elsewhere", .refused, isBehindLogin: false) { _, other in
            [
                .reply(
                    "401 Unauthorized",
                    fields: ["WWW-Authenticate: Bearer realm=\"http://localhost:\(other.port)/steal\""])
            ]
        },
        Fault("a token service in the metadata of the cloud", .refused, isBehindLogin: false) { _, _ in
            [
                .reply(
                    "401 Unauthorized",
                    fields: ["WWW-Authenticate: Bearer realm=\"http://169.254.169.254/latest/api/token\""])
            ]
        },
    ]

    static let storms =
        [500, 502, 503, 504, 520].map { status in
            Fault("\(status) for ever", .transient) { _, _ in [.reply("\(status) Oh")] }
        }
        + [
            // Retried as without the field: zero, past or invalid.
            "0", "-1", "soon", "", "880.092µs", "1e3", "Wed, 21 Oct 2015 07:28:00 GMT", "1, 2",
            // Too long to wait for: reported at once.
            "21600", "99999999999999999999", "6h0m0s", "Fri, 31 Dec 2100 23:59:59 GMT", "5\r\nRetry-After: 3600",
        ].map { value in
            Fault("429 with \(value.debugDescription)", .rateLimited) { _, _ in
                [
                    .reply(
                        "429 Too Many Requests",
                        fields: ["Date: Tue, 24 Nov 2026 12:00:00 GMT", "Retry-After: \(value)"])
                ]
            }
        }

    private func run(_ fault: Fault, _ options: ResolverOptions) async throws -> (Resolution, count: Int) {
        let other = try FaultServer { request in
            switch request.target {
            case "/bearer":
                [
                    .reply(
                        "401 No",
                        fields: ["WWW-Authenticate: Bearer realm=\"http://127.0.0.1:1/t\",scope=\"repository:a:pull\""])
                ]
            default: [.reply("401 No", fields: ["WWW-Authenticate: Basic realm=y"])]
            }
        }
        let server = try FaultServer { request in
            !fault.isBehindLogin || request.values(of: "Authorization") == ["Basic dTpzM2NyZXQ="]
                ? fault.respond(request, other)
                : [.reply("401 Unauthorized", fields: ["WWW-Authenticate: Basic realm=x"])]
        }
        defer {
            server.stop()
            other.stop()
        }
        let file = SourceFile(
            path: "registries.yaml",
            text: "registries: { r.example: { endpoint: '\(server.origin)' } }\nothers: refuse\n")
        let login = #"{"auths": {"r.example": {"auth": "dTpzM2NyZXQ="}}}"#
        let resolver = ImageResolver(
            transport: try CurlTransport(), endpoints: try RegistryEndpoints(file),
            credentials: try CredentialStore(SourceFile(path: "config.json", text: login)), options: options)
        let inquiry = Inquiry(try ImageReference("r.example/a/b:1"))
        let resolution = try #require(await resolver.resolve([inquiry]).first?.resolution)
        #expect(other.requests.allSatisfy { $0.values(of: "Authorization").isEmpty && $0.target != "/steal" })
        for words in [resolution.failure?.message ?? ""] + (resolver.usage["r.example"]?.warnings ?? []) {
            #expect(!words.contains("s3cret") && !words.contains("dTpz"))
        }
        return (resolution, server.requests.count)
    }

    @Test(arguments: stalls)
    func `a stall ends with the image's time limit`(fault: Fault) async throws {
        let options = ResolverOptions(
            imageTimeout: .seconds(2), exchangeTimeout: .milliseconds(500),
            retry: RetryPolicy(retries: 1, firstDelay: .milliseconds(1)))
        #expect(try await run(fault, options).0.failure?.kind == fault.kind)
    }

    @Test(arguments: faults + storms)
    func `every fault gets its own failure kind`(fault: Fault) async throws {
        let options = ResolverOptions(retry: RetryPolicy(firstDelay: .milliseconds(1), longestDelay: .milliseconds(2)))
        let (resolution, count) = try await run(fault, options)
        #expect(resolution.failure?.kind == fault.kind, "\(resolution)")
        #expect(count <= 16)
    }

    @Test func `a registry that changes its answers still gives one consistent image`() async throws {
        let bodies = [Self.index, #"{"schemaVersion":2,"manifests":[ ]}"#]
        let asked = Locked(0)
        let server = try FaultServer { _ in
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return [Self.ok(bodies[number <= 2 ? 0 : 1])]
        }
        let file = SourceFile(
            path: "registries.yaml", text: "registries: { r.example: { endpoint: '\(server.origin)' } }")
        let resolver = ImageResolver(transport: try CurlTransport(), endpoints: try RegistryEndpoints(file))
        let tag = try ImageReference("r.example/a/b:1")
        let first = try #require(await resolver.resolve([Inquiry(tag)]).first?.resolution)
        let again = try #require(await resolver.resolve([Inquiry(tag, depth: .config)]).first?.resolution)
        #expect(first.digest == again.digest)
        #expect(asked.withLock { $0 } == 1)
        // By digest, the other answer is a violation, which does not affect a later correct answer.
        let pinned = try ImageReference("r.example/a/b@\(ImageDigest.computed(over: Array(bodies[1].utf8)))")
        let lie = try #require(await resolver.resolve([Inquiry(pinned)]).first?.resolution)
        #expect(lie.failure?.kind == .protocolViolation)
        #expect(await resolver.resolve([Inquiry(pinned)]).first?.resolution.failure == nil)
    }
}
