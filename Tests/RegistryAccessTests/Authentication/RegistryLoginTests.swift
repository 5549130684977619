import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// Which servers a login is sent to.
@Suite struct RegistryLoginTests: RegistryLoginSuite {
    @Test func `a registry may change its authentication scheme during a run`() async throws {
        let registry = try Self.registry
        let isTurned = Locked(false)
        let transport = ScriptedTransport { request, _ in
            isTurned.withLock { $0 }
                ? Self.reply(
                    to: request, registry, challenge: "Basic realm=x", accepts: { $0 == "Basic dTpw" },
                    tokens: { _ in TransferReply(status: 500) })
                : Self.reply(to: request, registry)
        }
        let resolver = resolver(transport, try login())
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        isTurned.withLock { $0 = true }
        #expect(try await ask(resolver, "r.example/a/b:2").coverage == [.linuxAMD64])
        #expect(transport.requests.last?.fields[.authorization] == "Basic dTpw")
    }

    @Test func `Basic is answered with the registry's own login only`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry, challenge: "Basic realm=\"x\"", accepts: { $0 == "Basic dTpw" })
        }
        let resolver = resolver(transport, try login())
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        #expect(try await ask(resolver, "r.example/c/d:1").coverage == [.linuxAMD64])
        #expect(transport.requests.map { $0.fields[.authorization] } == [nil, "Basic dTpw", "Basic dTpw"])
        let other = try login("example")
        #expect(try await ask(self.resolver(transport, other)).failure?.kind == .absentOrPrivate)
        #expect(transport.requests.last?.fields[.authorization] == nil)
        let wrong = try login("r.example", #""auth": "dTp4""#)
        let failure = try #require(try await ask(self.resolver(transport, wrong)).failure)
        #expect(failure.kind == .authFailed)
        #expect(!failure.message.contains("dTp4"))
    }

    @Test func `a registry that sends no challenge gets no login`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in registry.reply(to: request) }
        #expect(try await ask(resolver(transport, login())).coverage == [.linuxAMD64])
        #expect(transport.requests.allSatisfy { $0.fields[.authorization] == nil })
    }

    @Test func `a redirect target gets no login, but may issue its own token`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            switch (request.url.host, request.fields[.authorization]) {
            case ("r.example", "Basic dTpw"):
                return TransferReply(status: 307, fields: [.location: "https://b.example" + request.url.pathAndQuery])
            case ("r.example", _): return TransferReply(status: 401, fields: [.wwwAuthenticate: "Basic realm=x"])
            case ("auth.b.example", nil): return TransferReply(status: 200, body: Array(#"{"token":"b"}"#.utf8))
            case ("b.example", "Bearer b"):
                let url = try? HTTPURL("https://r.example" + request.url.pathAndQuery)
                return registry.reply(
                    to: TransferRequest(url: url ?? request.url, deadline: request.deadline))
            case ("b.example", nil):
                return TransferReply(
                    status: 401,
                    fields: [
                        .wwwAuthenticate:
                            #"Basic realm=x, Bearer realm="https://auth.b.example/t",scope="repository:a/b:pull""#
                    ])
            default: return TransferReply(status: 500)
            }
        }
        let resolver = resolver(transport, try login())
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        #expect(
            transport.requests.map { "\($0.url.host) \($0.fields[.authorization] ?? "-")" } == [
                "r.example -", "r.example Basic dTpw", "b.example -", "auth.b.example -", "b.example Bearer b",
            ])
    }

    @Test func `a redirect target's challenge gets no login and is not mistaken for the registry's`()
        async throws
    {
        let transport = ScriptedTransport { request, _ in
            request.url.host == "b.example"
                ? TransferReply(status: 401, fields: [.wwwAuthenticate: "Basic realm=x"])
                : TransferReply(status: 307, fields: [.location: "https://b.example/x"])
        }
        let resolver = resolver(transport, try login())
        for _ in 0..<2 { #expect(try await ask(resolver).failure?.kind == .absentOrPrivate) }
        #expect(transport.requests.count == 4)
        #expect(transport.requests.allSatisfy { $0.fields[.authorization] == nil })
    }

    @Test func `a failing credential helper is reported only where a login was needed`() async throws {
        let registry = try Self.registry
        let helper = try CredentialStore(SourceFile(path: "config.json", text: #"{"credsStore": "desktop"}"#))
        let open = ScriptedTransport { request, _ in registry.reply(to: request) }
        #expect(try await ask(resolver(open, helper)).coverage == [.linuxAMD64])
        let closed = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, accepts: { _ in false })
        }
        let failure = try #require(try await ask(resolver(closed, helper)).failure)
        #expect(failure.kind == .authFailed)
        #expect(
            failure.message.contains(
                "the credential helper docker-credential-desktop for r.example is not on the PATH"))
    }

    @Test func `unsupported authentication schemes are reported`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, challenge: "Negotiate, NTLM")
        }
        let failure = try #require(try await ask(resolver(transport, login())).failure)
        #expect(failure.kind == .authFailed)
        #expect(failure.message.contains("negotiate, ntlm"))
        #expect(transport.requests.count == 1)
    }

    @Test func `a registry with another endpoint gets the login of that endpoint or its own`() async throws {
        let registry = try Self.registry
        let place = RegistryEndpoint(
            registry: "r.example", url: try HTTPURL("http://127.0.0.1:5000"),
            trust: TransferTrust(allowsPrivateAddresses: true), isListed: true)
        let endpoints = RegistryEndpoints(listed: ["r.example": place], others: .refuse)
        let transport = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, challenge: "Basic realm=x", accepts: { $0.hasPrefix("Basic ") })
        }
        let both = try CredentialStore(
            SourceFile(
                path: "config.json",
                text: #"{"auths": {"r.example": {"auth": "dTpw"}, "127.0.0.1:5000": {"auth": "bDpw"}}}"#))
        for (credentials, shown) in [(try login(), "Basic dTpw"), (both, "Basic bDpw")] {
            let resolution = try await ask(resolver(transport, credentials, endpoints: endpoints))
            #expect(resolution.coverage == [.linuxAMD64])
            #expect(transport.requests.last?.fields[.authorization] == shown)
        }
        #expect(transport.requests.allSatisfy { $0.url.origin == "http://127.0.0.1:5000" })
    }
}
