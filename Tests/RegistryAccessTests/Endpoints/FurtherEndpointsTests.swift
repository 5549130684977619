import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// A registry with several endpoints.
@Suite struct FurtherEndpointsTests {
    private static func registry() throws -> FakeRegistry {
        var registry = FakeRegistry()
        try registry.index(
            [registry.image("amd64", claiming: "amd64"), registry.image("arm64", claiming: "arm64")], tag: "1")
        return registry
    }

    private func endpoints(_ hosts: String...) throws -> RegistryEndpoints {
        let list = hosts.map { "https://\($0)" }.joined(separator: ", ")
        return try RegistryEndpoints(
            SourceFile(path: "registries.yaml", text: "registries: { r.example: { endpoints: [\(list)] } }"))
    }

    private func ask(
        _ first: @escaping @Sendable (TransferRequest) throws(TransferError) -> TransferReply
    ) async throws -> (resolution: Resolution, transport: ScriptedTransport, resolver: ImageResolver) {
        let registry = try Self.registry()
        let transport = ScriptedTransport { request, _ throws(TransferError) in
            request.url.host == "cache.example" ? try first(request) : registry.reply(to: request)
        }
        let resolver = ImageResolver(
            transport: transport, endpoints: try endpoints("cache.example", "origin.example"),
            timing: TestClock().timing)
        let inquiry = Inquiry(try ImageReference("r.example/a/b:1"))
        return (try #require(await resolver.resolve([inquiry]).first?.resolution), transport, resolver)
    }

    @Test(arguments: [401, 403, 404, 429, 500, 503])
    func `an inconclusive endpoint falls through to the next, and the report names the one that answered`(status: Int)
        async throws
    {
        let (resolution, transport, resolver) = try await ask { _ in TransferReply(status: status) }
        #expect(resolution.coverage == [.linuxAMD64, .linuxARM64])
        #expect(transport.requests.first?.url.host == "cache.example")
        let reference = try ImageReference("r.example/a/b:1")
        #expect(resolver.endpoint(for: reference)?.shown == "https://origin.example")
        let warnings = resolver.usage["r.example"]?.warnings ?? []
        #expect(warnings.isEmpty == (status == 404))
    }

    @Test func `an endpoint that is down falls through to the next`() async throws {
        let (resolution, _, _) = try await ask { _ throws(TransferError) in
            throw TransferError(.connection, "refused")
        }
        #expect(resolution.coverage == [.linuxAMD64, .linuxARM64])
    }

    @Test(arguments: [
        TransferReply(status: 200, body: Array("<html>".utf8)),
        TransferReply(status: 302, fields: [.location: "http://evil.example/"]),
        TransferReply(status: 200, body: Array(#"{"schemaVersion":1}"#.utf8)),
    ])
    func `an endpoint that violates the protocol ends the search`(reply: TransferReply) async throws {
        let (resolution, transport, _) = try await ask { _ in reply }
        #expect(resolution.failure != nil)
        #expect(!transport.requests.contains { $0.url.host == "origin.example" })
    }

    @Test func `an image and its children are answered by one endpoint throughout`() async throws {
        let registry = try Self.registry()
        let transport = ScriptedTransport { request, _ in
            request.url.host == "cache.example" && request.url.pathAndQuery.hasSuffix("/1")
                ? TransferReply(status: 404) : registry.reply(to: request)
        }
        let resolver = ImageResolver(
            transport: transport, endpoints: try endpoints("cache.example", "origin.example"),
            timing: TestClock().timing)
        let reference = try ImageReference("r.example/a/b:1")
        var known = Resolutions()
        await resolver.resolve([Inquiry(reference)], into: &known)
        await resolver.resolve([Inquiry(reference, depth: .config)], into: &known)
        #expect(transport.requests.map(\.url.host).filter { $0 == "cache.example" }.count == 1)
        #expect(transport.requests.count == 6)
    }

    @Test func `an image is not found only if no endpoint has it`() {
        let absent = ResolutionFailure(.notFound, "a")
        let down = ResolutionFailure(.transient, "b")
        #expect(EndpointFailover.verdict([absent, absent]).kind == .notFound)
        #expect(EndpointFailover.verdict([down, absent]).kind == .transient)
        #expect(EndpointFailover.verdict([absent, down]).kind == .transient)
        #expect(EndpointFailover.verdict([down, absent]).message == "b; a")
        #expect(
            EndpointFailover.verdict([down, ResolutionFailure(.protocolViolation, "c")]).kind == .protocolViolation)
    }

    @Test func `each endpoint in a list has its own settings`() throws {
        let endpoints = try RegistryEndpoints(
            SourceFile(
                path: "registries.yaml",
                text: """
                    registries:
                      docker.io:
                        concurrency: 4
                        endpoints:
                          - https://cache.example/v2/hub
                          - { endpoint: "http://10.0.0.1:5000", concurrency: 2 }
                          - https://registry-1.docker.io
                    """))
        let all = try endpoints.all(for: "docker.io")
        #expect(
            all.map(\.shown) == [
                "https://cache.example/v2/hub", "http://10.0.0.1:5000", "https://registry-1.docker.io",
            ])
        #expect(all.map(\.concurrency) == [4, 2, 4])
        #expect(try endpoints.all(for: "quay.io").map(\.shown) == ["https://quay.io"])
    }

    @Test(arguments: [
        ("{ endpoints: [] }", "`endpoints` of `a.io` is empty"),
        ("{ endpoints: [https://x], endpoint: https://y }", "1:54 set this for each entry of `endpoints` instead"),
        ("{ endpoints: [https://x], ca: x }", "set this for each entry of `endpoints` instead"),
        ("{ endpoints: [https://x, https://x] }", "duplicate endpoint `https://x` in `endpoints`"),
        ("{ endpoints: [ftp://x] }", "`endpoint` must be a URL"),
        ("{ endpoint: https://x, tokenService: sso }", "`tokenService` must be a URL"),
        ("{ endpoints: [https://x], tokenService: https://y }", "set this for each entry of `endpoints` instead"),
        ("{ endpoints: https://x }", "`endpoints` must be a list"),
        ("{ endpoint: https://x, concurrency: 0 }", "`concurrency` must be between 1 and 256"),
        ("{ endpoint: https://x, concurrency: many }", "`concurrency` must be an integer"),
        ("{ endpoint: https://x, cert: registries.yaml }", "`cert`: "),
        ("{ endpoint: https://x, cert: /dev/null }", "`cert` needs `key`, too"),
        ("{ endpoint: https://x, key: /dev/null }", "`key` needs `cert`, too"),
        ("{ endpoint: http://x, cert: /dev/null, key: /dev/null }", "`cert` has no effect on an http:// endpoint"),
    ])
    func `a mistake is reported with its location`(entry: String, expected: String) throws {
        let file = SourceFile(path: "registries.yaml", text: "registries: { a.io: \(entry) }")
        let error = try #require(throws: (any Error).self) { try RegistryEndpoints(file) }
        #expect("\(error)".contains(expected.drop { $0.isNumber || $0 == ":" || $0 == " " }), "\(error)")
    }
}
