import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// Which token services are contacted, and with which login.
@Suite struct TokenRealmTests: RegistryLoginSuite {
    @Test(arguments: [
        #"Bearer realm="http://auth.r.example/token""#, #"Bearer realm="https://u:p@auth.r.example/token""#,
        #"Bearer realm="file:///etc/passwd""#,
    ])
    func `a forbidden realm is not contacted`(challenge: String) async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry, challenge: challenge) }
        #expect(try await ask(resolver(transport, login())).failure?.kind == .refused)
        #expect(transport.requests.count == 1)
    }

    @Test func `a realm in another domain gets anonymous requests only`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            if request.url.host == "evil.example" {
                return TransferReply(status: 200, body: Array(#"{"token":"token"}"#.utf8))
            }
            return Self.reply(to: request, registry, challenge: #"Bearer realm="https://evil.example/token""#)
        }
        #expect(try await ask(resolver(transport, login())).failure?.kind == .refused)
        #expect(transport.requests.count == 1)
        #expect(try await ask(resolver(transport)).coverage == [.linuxAMD64])
        #expect(!transport.requests.contains { $0.fields[.authorization] == "Basic dTpw" })
    }

    @Test func `a realm that changes during a run is checked again`() async throws {
        let registry = try Self.registry
        let isTurned = Locked(false)
        let transport = ScriptedTransport { request, _ in
            if request.url.host == "evil.example" {
                return TransferReply(status: 200, body: Array(#"{"token":"x"}"#.utf8))
            }
            return isTurned.withLock { $0 }
                ? Self.reply(
                    to: request, registry, challenge: #"Bearer realm="https://evil.example/token""#,
                    accepts: { _ in false })
                : Self.reply(to: request, registry)
        }
        let resolver = resolver(transport, try login())
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        isTurned.withLock { $0 = true }
        #expect(try await ask(resolver, "r.example/a/b:2").failure?.kind == .refused)
        #expect(!transport.requests.contains { $0.url.host == "evil.example" })
    }

    @Test func `a challenge without a realm works for Basic but not for Bearer`() async throws {
        let registry = try Self.registry
        func resolution(_ challenge: String) async throws -> Resolution {
            let transport = ScriptedTransport { request, _ in
                Self.reply(to: request, registry, challenge: challenge, accepts: { $0 == "Basic dTpw" })
            }
            return try await ask(resolver(transport, login()))
        }
        #expect(try await resolution("Basic").coverage == [.linuxAMD64])
        let failure = try #require(try await resolution("Bearer").failure)
        #expect(failure.kind == .authFailed)
        #expect(failure.message.contains("names no realm"))
    }

    @Test func `a token service listed by the operator gets its registry's login`() async throws {
        let registry = try Self.registry
        let file = SourceFile(
            path: "registries.yaml",
            text: """
                registries:
                  r.example: { endpoint: "https://r.example", tokenService: "https://sso.example" }
                """)
        let endpoints = try RegistryEndpoints(file)
        let transport = ScriptedTransport { request, _ in
            if request.url.host == "sso.example" {
                return TransferReply(status: 200, body: Array(#"{"token":"token"}"#.utf8))
            }
            return Self.reply(to: request, registry, challenge: #"Bearer realm="https://sso.example/token""#)
        }
        #expect(try await ask(resolver(transport, login(), endpoints: endpoints)).coverage == [.linuxAMD64])
        #expect(transport.requests.map { $0.fields[.authorization] } == [nil, "Basic dTpw", "Bearer token"])
        let refused = try #require(try await ask(resolver(transport, login())).failure)
        #expect(refused.message.contains("to allow it, set that `tokenService` for r.example in --registries"))
    }

    @Test(arguments: [
        ("http://127.0.0.1:5000/token", true), ("http://127.0.0.1:5001/token", true),
        ("http://169.254.169.254/latest/meta-data", false), ("http://10.0.0.1/token", false),
        ("http://[::ffff:169.254.169.254]/", false), ("http://2852039166/", false),
        ("https://auth.example/token", false),
    ])
    func `a token service may be on a private network only if its registry is`(
        realm: String, mayBePrivate: Bool
    ) async throws {
        let place = RegistryEndpoint(
            registry: "r.example", url: try HTTPURL("http://127.0.0.1:5000"),
            trust: TransferTrust(
                allowsPrivateAddresses: true, clientCertificate: .init(certificateFile: "c", keyFile: "k")),
            isListed: true)
        let transport = ScriptedTransport { _, _ in
            TransferReply(status: 401, fields: [.wwwAuthenticate: #"Bearer realm="\#(realm)""#])
        }
        let endpoints = RegistryEndpoints(listed: ["r.example": place])
        _ = try await ask(resolver(transport, endpoints: endpoints))
        let asked = try #require(transport.requests.first { $0.url.pathAndQuery.contains("scope=") })
        #expect(asked.trust.allowsPrivateAddresses == mayBePrivate)
        #expect((asked.trust.clientCertificate != nil) == (asked.url.port == 5000))
    }

    @Test func `a public registry's realm must not be on a private network`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        _ = try await ask(resolver(transport))
        #expect(transport.requests.allSatisfy { !$0.trust.allowsPrivateAddresses })
    }
}
