import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import Testing

@testable import RegistryAccess

@Suite struct RegistryFaultTests {
    private typealias Fault = @Sendable (TransferRequest, Int) throws(TransferError) -> TransferReply?

    private func resolve(
        clock: TestClock = TestClock(), _ fault: @escaping Fault
    ) async throws -> (resolution: Resolution, transport: ScriptedTransport) {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "amd64")], tag: "1")
        let transport = ScriptedTransport { [registry] request, earlier throws(TransferError) in
            try fault(request, earlier) ?? registry.reply(to: request)
        }
        let resolver = ImageResolver(transport: transport, timing: clock.timing)
        let answers = await resolver.resolve([Inquiry(try ImageReference("r.example/a/b:1"))])
        return (try #require(answers.first?.resolution), transport)
    }

    private func failure(_ reply: TransferReply) async throws -> ResolutionFailure {
        try #require(try await resolve { _, _ in reply }.resolution.failure)
    }

    private func reply(_ status: Int, _ body: String = "", _ fields: HTTPFields = [:]) -> TransferReply {
        TransferReply(status: status, fields: fields, body: Array(body.utf8))
    }

    @Test func `a missing image is not found, and the message names the request`() async throws {
        let failure = try await failure(
            reply(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1"}}]}"#))
        #expect(
            failure
                == ResolutionFailure(
                    .notFound,
                    "r.example/a/b has no tag 1: GET https://r.example/v2/a/b/manifests/1 answered 404 "
                        + "(MANIFEST_UNKNOWN: manifest unknown)"))
    }

    @Test(arguments: [
        "", "Not found", "<html>", "{", #"{"errors":[]}"#, #"{"errors":{}}"#, #"{"errors":[1,null,"x",{"code":1}]}"#,
        #"{"randomkey":"x"}"#, #"{"errors":[{"code":"X","message":"a\u001b[31m\r\nb","detail":[[[]]]}]}"#,
        #"{"errors":[{"code":"404","message":"Not Found"}]}"#,
        #"{"errors":[{"code":"NOT_FOUND","message":"artifact a/b:1 not found"}]}"#,
        #"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"a/b"}}]}"#,
        #"{"errors":[{"code":"SOMETHING_NEW","message":"x","detail":true},{"code":"DENIED"}]}"#,
        #"{"message":"x"}"#,
    ])
    func `no error body breaks the message`(body: String) async throws {
        try await expectNoHarm(body)
    }

    @Test func `a long error body does not break the message either`() async throws {
        let error = #"{"code":"X","message":"y"}"#
        try await expectNoHarm(#"{"errors":[\#(repeatElement(error, count: 5000).joined(separator: ","))]}"#)
        try await expectNoHarm(String(repeating: "x", count: 200_000))
    }

    private func expectNoHarm(_ body: String) async throws {
        let failure = try await failure(reply(404, body))
        #expect(failure.kind == .notFound)
        #expect(failure.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(failure.message.utf8.count < 500)
    }

    @Test(arguments: [
        (401, ResolutionFailure.Kind.absentOrPrivate), (403, .absentOrPrivate), (404, .notFound), (451, .refused),
        (400, .refused), (418, .refused), (201, .protocolViolation), (204, .protocolViolation),
        (202, .protocolViolation), (203, .protocolViolation), (206, .protocolViolation), (300, .protocolViolation),
        (302, .protocolViolation), (304, .protocolViolation), (333, .protocolViolation), (407, .authFailed),
        (501, .transient), (505, .transient),
    ])
    func `each status maps to its failure kind`(status: Int, kind: ResolutionFailure.Kind) async throws {
        let (resolution, transport) = try await resolve { _, _ in
            TransferReply(status: status, body: Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8))
        }
        #expect(resolution.failure?.kind == kind)
        // A 401 without a challenge is followed by a request for /v2/.
        #expect(transport.requests.count == (status == 401 ? 2 : 1))
    }

    @Test func `an HTML page in place of a registry is reported by its title`() async throws {
        let page = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head><body>…"
        let failure = try await failure(reply(400, page, [.contentType: "text/html"]))
        #expect(failure.kind == .refused)
        #expect(
            failure.message
                == "r.example does not serve tag 1: GET https://r.example/v2/a/b/manifests/1 answered 400 "
                + "(400 No required SSL certificate was sent)")
        let evil = try await self.failure(reply(400, "<title>a\u{1B}[31m\nb", [.contentType: "text/html"]))
        #expect(!evil.message.contains("["))
    }

    @Test func `all errors of a reply are reported, and a rate limit decides`() async throws {
        let both = #"{"errors":[{"code":"DENIED","message":"no"},{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#
        let failure = try await failure(reply(403, both))
        #expect(failure.kind == .rateLimited)
        #expect(failure.message.hasSuffix("(DENIED: no; TOOMANYREQUESTS: slow down)"))
    }

    @Test(arguments: [499, 520, 527])
    func `gateway statuses are transient`(status: Int) async throws {
        #expect(try await failure(reply(status)).kind == .transient)
    }

    @Test func `a server that recovers is retried successfully`() async throws {
        let clock = TestClock()
        let (resolution, transport) = try await resolve(clock: clock) { _, earlier in
            earlier < 2 ? TransferReply(status: 500) : nil
        }
        #expect(resolution.coverage == [.linuxAMD64])
        #expect(transport.requests.count == 3)
        #expect(clock.slept == [.milliseconds(500), .seconds(1)])
    }

    @Test func `a server that does not recover is transient`() async throws {
        let failure = try await failure(reply(502, "oops", [.contentType: "text/plain"]))
        #expect(failure.kind == .transient)
        #expect(
            failure.message
                == "GET https://r.example/v2/a/b/manifests/1 answered 502, tried 4 times (oops)")
    }

    @Test func `a rate limit is waited out for its Retry-After`() async throws {
        let clock = TestClock()
        let (resolution, _) = try await resolve(clock: clock) { _, earlier in
            earlier == 0 ? TransferReply(status: 429, fields: [.retryAfter: "7"]) : nil
        }
        #expect(resolution.coverage == [.linuxAMD64])
        #expect(clock.slept == [.seconds(7)])
    }

    @Test func `a lasting rate limit is reported as such, whatever the status`() async throws {
        let body = #"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}"#
        for status in [429, 403, 503] {
            #expect(try await failure(reply(status, body)).kind == .rateLimited)
        }
        let clock = TestClock()
        let (resolution, transport) = try await resolve(clock: clock) { _, _ in
            TransferReply(status: 429, fields: [.retryAfter: "21600"])
        }
        #expect(resolution.failure?.kind == .rateLimited)
        #expect(transport.requests.count == 1)
        #expect(clock.slept.isEmpty)
    }

    @Test func `a truncated body is fetched again from the start`() async throws {
        let (resolution, transport) = try await resolve { _, earlier throws(TransferError) in
            if earlier == 0 { throw TransferError(.truncated, "the body ended early") }
            return nil
        }
        #expect(resolution.coverage == [.linuxAMD64])
        #expect(transport.requests.count == 2)
    }

    @Test func `retries stop at the image's time limit`() async throws {
        let clock = TestClock()
        let (resolution, transport) = try await resolve(clock: clock) { _, _ throws(TransferError) in
            clock.advance(by: .seconds(40))
            throw TransferError(.timedOut, "no answer")
        }
        #expect(resolution.failure?.kind == .transient)
        #expect(transport.requests.count == 3)
    }

    @Test func `the digest is computed from the bytes, and a differing header is a violation`() async throws {
        let body = Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8)
        let right = try ImageDigest.computed(over: body)
        let long = try ImageDigest.computed(over: body, algorithm: .sha512)
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        let cases: [(fields: [String], digest: ImageDigest?)] = [
            ([], right), ([right.description], right), ([long.description], long), ([wrong], nil),
            ([right.description, wrong], nil), ([right.description, right.description], right), ([""], right),
            (["sha256:xyz"], right), (["sha256:" + right.hex.uppercased()], right),
        ]
        for (values, digest) in cases {
            let (resolution, _) = try await resolve { _, _ in
                var fields: HTTPFields = [:]
                fields[values: .contentDigest] = values
                return TransferReply(status: 200, fields: HTTPFields(fields), body: body)
            }
            #expect(resolution.digest == digest, "\(values)")
            #expect((resolution.failure?.kind == .protocolViolation) == (digest == nil), "\(values)")
        }
    }

    @Test(
        arguments: [
            ("<html>Sign in</html>", [.contentType: "text/html"]),
            ("", [:]),
            ("not json", [:]),
            (#"{"schemaVersion":2,"manifests":[]}"#, [.contentEncoding: "gzip"]),
            (#"{"schemaVersion":2,"manifests":[]}"#, [.contentType: MediaType.ociManifest]),
        ] as [(String, HTTPFields)])
    func `a 200 without a manifest is not an image`(body: String, fields: HTTPFields) async throws {
        #expect(try await failure(reply(200, body, fields)).kind == .protocolViolation)
    }

    @Test func `a schema 1 manifest is unsupported, after a retry with one Accept line per type`() async throws {
        let old = reply(200, #"{"schemaVersion":1,"fsLayers":[]}"#)
        let (resolution, transport) = try await resolve { _, _ in old }
        #expect(resolution.failure?.kind == .unsupported)
        #expect(transport.requests.map { $0.fields[values: .accept].count } == [1, 4])
        let (healed, _) = try await resolve { request, _ in request.fields[values: .accept].count == 1 ? old : nil }
        #expect(healed.coverage == [.linuxAMD64])
    }

    @Test func `a wrong digest header on correct bytes is a warning`() async throws {
        var registry = FakeRegistry()
        let image = try registry.image("amd64")
        let digest = FakeRegistry.digest(of: image)
        let transport = ScriptedTransport { [registry] request, _ in
            let reply = registry.reply(to: request)
            let wrong = "sha256:" + String(repeating: "0", count: 64)
            return TransferReply(status: reply.status, fields: [.contentDigest: wrong], body: reply.body)
        }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let answers = await resolver.resolve([Inquiry(try ImageReference("r.example/a/b@\(digest)"))])
        #expect(answers.first?.resolution.coverage == [.linuxAMD64])
        #expect(resolver.usage["r.example"]?.warnings.count == 1)
    }

    @Test func `a registry's warning is reported once`() async throws {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "amd64")], tag: "1")
        try registry.index([registry.image("amd64", claiming: "amd64")], tag: "2")
        let name = try #require(HTTPField.Name("Warning"))
        let transport = ScriptedTransport { [registry] request, _ in
            var reply = HTTPFields(registry.reply(to: request).fields)
            reply[name] = #"299 - "going away""#
            return TransferReply(status: 200, fields: HTTPFields(reply), body: registry.reply(to: request).body)
        }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        _ = await resolver.resolve([
            Inquiry(try ImageReference("r.example/a/b:1")), Inquiry(try ImageReference("r.example/a/b:2")),
        ])
        #expect(resolver.usage["r.example"]?.warnings == ["warns: going away"])
    }

    @Test(arguments: [
        (TransferError.Kind.nameResolution, ResolutionFailure.Kind.transient), (.tls, .transient),
        (.bodyTooLarge, .refused), (.addressRefused, .refused), (.malformedReply, .protocolViolation),
    ])
    func `a failed transfer is a resolution with its reason`(
        kind: TransferError.Kind, expected: ResolutionFailure.Kind
    ) async throws {
        let (resolution, _) = try await resolve { _, _ throws(TransferError) in throw TransferError(kind, "the reason")
        }
        #expect(resolution.failure?.kind == expected)
        #expect(resolution.failure?.message.contains("the reason") == true)
    }

    @Test func `with others refused, an unlisted registry is not contacted`() async throws {
        let transport = ScriptedTransport { _, _ in TransferReply(status: 200) }
        let resolver = ImageResolver(
            transport: transport, endpoints: RegistryEndpoints(others: .refuse, file: "registries.yaml"))
        let answers = await resolver.resolve([Inquiry(try ImageReference("nginx"))])
        #expect(
            answers.first?.resolution.failure
                == ResolutionFailure(
                    .refused,
                    "docker.io is not contacted: registries.yaml does not list it, and refuses other registries"))
        #expect(transport.requests.isEmpty)
    }

    @Test func `a dead registry does not affect the others`() async throws {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "amd64")], tag: "1")
        let transport = ScriptedTransport { [registry] request, _ throws(TransferError) in
            if request.url.host == "dead.example" { throw TransferError(.connection, "refused") }
            return registry.reply(to: request)
        }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let answers = await resolver.resolve([
            Inquiry(try ImageReference("dead.example/a/b:1")), Inquiry(try ImageReference("r.example/a/b:1")),
        ])
        #expect(answers.map(\.resolution.failure?.kind) == [.transient, nil])
    }
}
