import AuditModel
import Digesting
import HTTPTransport
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// Faults and redirects over real connections; shows what other tests assume with the scripted transport.
@Suite struct LoopbackRegistryTests {
    private static let index = #"{"schemaVersion":2,"manifests":[]}"#

    private func resolve(
        _ server: FaultServer, credentials: CredentialStore = .empty, options: ResolverOptions = quick
    ) async throws -> Resolution {
        let file = SourceFile(
            path: "registries.yaml",
            text: "registries: { r.example: { endpoint: '\(server.origin)' } }\nothers: refuse\n")
        let resolver = ImageResolver(
            transport: try CurlTransport(), endpoints: try RegistryEndpoints(file), credentials: credentials,
            options: options)
        let inquiry = Inquiry(try ImageReference("r.example/a/b:1"))
        return try #require(await resolver.resolve([inquiry]).first?.resolution)
    }

    private static let quick = ResolverOptions(retry: RetryPolicy(firstDelay: .milliseconds(1)))

    private static let ok = FaultServer.Step.reply(
        fields: ["Content-Type: \(MediaType.ociIndex)"], body: index)

    @Test func `a truncated reply is retried on a new connection`() async throws {
        let server = try FaultServer { request in
            request.connection == 0
                ? [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"schema"), .close] : [Self.ok]
        }
        let digest = try ImageDigest.computed(over: Array(Self.index.utf8))
        #expect(try await resolve(server).digest == digest)
        #expect(server.requests.count == 2)
    }

    @Test func `a reset connection is retried, then the registry is unreachable`() async throws {
        let server = try FaultServer(always: [.reset])
        let failure = try #require(try await resolve(server).failure)
        #expect(failure.kind == .transient)
        #expect(server.requests.count >= 2)
    }

    @Test func `a silent server ends with the exchange's time limit`() async throws {
        let server = try FaultServer(always: [.hold])
        let options = ResolverOptions(
            imageTimeout: .seconds(60), exchangeTimeout: .seconds(4), retry: RetryPolicy(retries: 1))
        #expect(try await resolve(server, options: options).failure?.kind == .transient)
        #expect(!server.requests.isEmpty)
    }

    @Test func `a login is not sent to another port by a redirect`() async throws {
        let other = try FaultServer(always: [Self.ok])
        let server = try FaultServer { request in
            request.values(of: "Authorization") == ["Basic dTpw"]
                ? [.reply("307 Temporary Redirect", fields: ["Location: \(other.origin)/blob"])]
                : [.reply("401 Unauthorized", fields: ["WWW-Authenticate: Basic realm=\"x\""])]
        }
        let login = try CredentialStore(
            SourceFile(path: "config.json", text: #"{"auths": {"r.example": {"auth": "dTpw"}}}"#))
        #expect(try await resolve(server, credentials: login).failure == nil)
        #expect(server.requests.count == 2)
        #expect(other.requests.map { $0.values(of: "Authorization") } == [[]])
        #expect(other.requests.map { $0.values(of: "Accept") } == [[MediaType.manifests.joined(separator: ", ")]])
        #expect(other.requests.map { $0.values(of: "Accept-Encoding") } == [["identity"]])
    }

    @Test func `a token from a service on another port is accepted`() async throws {
        let tokens = try FaultServer(always: [.reply(body: #"{"token":"t"}"#)])
        let server = try FaultServer { request in
            request.values(of: "Authorization") == ["Bearer t"]
                ? [Self.ok]
                : [
                    .reply(
                        "401 Unauthorized",
                        fields: ["WWW-Authenticate: Bearer realm=\"\(tokens.origin)/token?x=1\",service=\"a&b=c\""])
                ]
        }
        #expect(try await resolve(server).failure == nil)
        #expect(tokens.requests.map(\.target) == ["/token?x=1&service=a%26b%3Dc&scope=repository%3Aa%2Fb%3Apull"])
    }

    @Test func `a body over 4 MiB is refused`() async throws {
        let server = try FaultServer(always: [.send("HTTP/1.1 200 OK\r\nContent-Length: 4194305\r\n\r\n"), .hold])
        #expect(try await resolve(server).failure?.kind == .refused)
    }
}
