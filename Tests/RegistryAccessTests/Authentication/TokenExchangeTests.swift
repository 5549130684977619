import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// How tokens are fetched, shared and replaced.
@Suite struct TokenExchangeTests: RegistryLoginSuite {
    @Test func `a token is fetched without a login for one repository, to pull`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        #expect(try await ask(resolver(transport)).coverage == [.linuxAMD64])
        // Whatever the challenge asks for, only pulling from this repository is requested.
        #expect(Self.realm.contains(#"scope="repository:x:*""#))
        #expect(
            transport.requests.map(\.url.description) == [
                "https://r.example:443/v2/a/b/manifests/1",
                "https://auth.r.example:443/token?service=r.example&scope=repository%3Aa%2Fb%3Apull",
                "https://r.example:443/v2/a/b/manifests/1",
            ])
        #expect(transport.requests.map { $0.fields[.authorization] } == [nil, nil, "Bearer token"])
    }

    @Test func `a login goes to the token service, and the token to the registry`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        #expect(try await ask(resolver(transport, login())).coverage == [.linuxAMD64])
        #expect(transport.requests.map(\.bodyLimit) == [4 << 20, 64 << 10, 4 << 20])
        #expect(transport.requests.map { $0.fields[.authorization] } == [nil, "Basic dTpw", "Bearer token"])
    }

    @Test func `after the first challenge, the login is sent with every request`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        let resolver = resolver(transport)
        _ = try await ask(resolver)
        _ = try await ask(resolver, "r.example/a/b:2")
        _ = try await ask(resolver, "r.example/c/d:1")
        #expect(
            transport.lines == [
                "GET https://r.example/v2/a/b/manifests/1", "GET https://auth.r.example/token",
                "GET https://r.example/v2/a/b/manifests/1", "GET https://r.example/v2/a/b/manifests/2",
                "GET https://auth.r.example/token", "GET https://r.example/v2/c/d/manifests/1",
            ])
    }

    @Test func `many images of one repository share one token`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let inquiries = try (0..<400).map { Inquiry(try ImageReference("r.example/a/b:\($0)")) }
        let answers = await resolver.resolve(inquiries)
        #expect(answers.count { $0.resolution.failure == nil } == 2)
        #expect(transport.requests.count { $0.url.host == "auth.r.example" } == 1)
        // Requests sent before the challenge is known, and those that take their slots at once.
        let unknowing = transport.requests.count { $0.url.host == "r.example" && $0.fields[.authorization] == nil }
        #expect(unknowing <= 2 * ResolverOptions().concurrency)
    }

    @Test func `an expired token is replaced once`() async throws {
        let registry = try Self.registry
        let issued = Locked(0)
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry, accepts: { $0 == "Bearer \(issued.withLock { $0 })" },
                tokens: { _ in
                    let number = issued.withLock { issued in
                        issued += 1
                        return issued
                    }
                    return TransferReply(status: 200, body: Array(#"{"token":"\#(number)"}"#.utf8))
                })
        }
        let resolver = resolver(transport)
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        issued.withLock { $0 += 1 }
        #expect(try await ask(resolver, "r.example/a/b:2").coverage == [.linuxAMD64])
        #expect(issued.withLock { $0 } == 3)
    }

    @Test func `a refused fresh token means absent or private`() async throws {
        let registry = try Self.registry
        let challenge = Self.realm + #",error="insufficient_scope",error_description="no such repository""#
        let transport = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, challenge: challenge, accepts: { _ in false })
        }
        let failure = try #require(try await ask(resolver(transport)).failure)
        #expect(failure.kind == .absentOrPrivate)
        #expect(failure.message.contains("asked without a login"))
        #expect(transport.requests.count == 3)
        let known = try #require(try await ask(resolver(transport, login())).failure)
        #expect(known.kind == .absentOrPrivate)
        #expect(known.message.contains("asked with a login"))
    }

    @Test(arguments: [401, 403])
    func `a refusing token service distinguishes absent-or-private from a bad login`(status: Int) async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, tokens: { _ in TransferReply(status: status) })
        }
        #expect(try await ask(resolver(transport)).failure?.kind == .absentOrPrivate)
        #expect(try await ask(resolver(transport, login())).failure?.kind == .authFailed)
    }

    @Test(arguments: [
        (200, "<html>", ResolutionFailure.Kind.authFailed), (200, #"{"token":""}"#, .authFailed),
        (404, "", .authFailed), (429, "", .rateLimited), (503, "", .transient),
    ])
    func `a token service failure is distinguished from a registry failure`(
        status: Int, body: String, kind: ResolutionFailure.Kind
    ) async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry, tokens: { _ in TransferReply(status: status, body: Array(body.utf8)) })
        }
        let failure = try #require(try await ask(resolver(transport)).failure)
        #expect(failure.kind == kind)
        #expect(failure.message.contains("https://auth.r.example/token"))
    }

    @Test func `a 401 without a challenge falls back to the challenge of /v2/`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            if request.url.host == "auth.r.example" { return Self.reply(to: request, registry) }
            if request.url.pathAndQuery == "/v2/" {
                return TransferReply(status: 401, fields: [.wwwAuthenticate: Self.realm])
            }
            return request.fields[.authorization] == "Bearer token"
                ? registry.reply(to: request) : TransferReply(status: 401)
        }
        let resolver = resolver(transport)
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        #expect(try await ask(resolver, "r.example/c/d:1").coverage == [.linuxAMD64])
        #expect(transport.requests.count { $0.url.pathAndQuery == "/v2/" } == 1)
    }

    @Test func `a thousand images cost one token per repository`() async throws {
        var registry = FakeRegistry()
        let repositories = (0..<10).map { "a/r\($0)" }
        for repository in repositories {
            for tag in 0..<100 {
                try registry.index(
                    [registry.image("amd64", claiming: "amd64", repository: repository)], tag: "\(tag)",
                    repository: repository)
            }
        }
        let transport = ScriptedTransport { [registry] request, _ in Self.reply(to: request, registry) }
        let resolver = ImageResolver(transport: transport, credentials: try login(), timing: TestClock().timing)
        let inquiries = try repositories.flatMap { repository in
            try (0..<100).map { Inquiry(try ImageReference("r.example/\(repository):\($0)")) }
        }
        let answers = await resolver.resolve(inquiries)
        #expect(answers.allSatisfy { $0.resolution.failure == nil })
        #expect(transport.requests.count { $0.url.host == "auth.r.example" } == 10)
    }
}
