import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

@Suite struct RegistryLoginTests {
    private static let realm =
        #"Bearer realm="https://auth.r.example/token",service="r.example",scope="repository:x:*""#

    /// A registry that wants a token for everything, and its token service.
    private static func reply(
        to request: TransferRequest, _ registry: FakeRegistry, challenge: String = realm,
        accepts: @Sendable (String) -> Bool = { $0 == "Bearer token" },
        tokens: @Sendable (TransferRequest) -> TransferReply = { _ in
            TransferReply(status: 200, body: Array(#"{"token":"token","expires_in":300}"#.utf8))
        }
    ) -> TransferReply {
        if request.url.host == "auth.r.example" { return tokens(request) }
        guard let shown = request.fields[.authorization], accepts(shown) else {
            return TransferReply(status: 401, fields: [.wwwAuthenticate: challenge])
        }
        return registry.reply(to: request)
    }

    private static var registry: FakeRegistry {
        get throws {
            var registry = FakeRegistry()
            for (repository, tag) in [("a/b", "1"), ("a/b", "2"), ("c/d", "1")] {
                try registry.index(
                    [registry.image("amd64", claiming: "amd64", repository: repository)], tag: tag,
                    repository: repository)
            }
            return registry
        }
    }

    private func login(_ registry: String = "r.example", _ entry: String = #""auth": "dTpw""#) throws -> CredentialStore
    {
        try CredentialStore(
            SourceFile(path: "config.json", text: #"{"auths": {"\#(registry)": {\#(entry)}}}"#))
    }

    private func resolver(
        _ transport: ScriptedTransport, _ credentials: CredentialStore = .empty, _ clock: TestClock = TestClock(),
        endpoints: RegistryEndpoints = RegistryEndpoints()
    ) -> ImageResolver {
        ImageResolver(
            transport: transport, endpoints: endpoints, credentials: credentials,
            options: ResolverOptions(concurrency: 1), timing: clock.timing)
    }

    private func ask(_ resolver: ImageResolver, _ text: String = "r.example/a/b:1") async throws -> Resolution {
        try #require(await resolver.resolve([Inquiry(try ImageReference(text))]).first?.resolution)
    }

    @Test func `a token is fetched without a login for one repository, to pull`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in Self.reply(to: request, registry) }
        #expect(try await ask(resolver(transport)).coverage == [.linuxAMD64])
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
        // Those that are under way before anybody knows, and those that take their places the moment these are back.
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

    @Test func `an identity token is exchanged by POST and sent nowhere else`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry,
                tokens: { request in
                    // token.md's name is another token here: a grant's answer is the access token.
                    let body = #"{"token":"other","access_token":"token","refresh_token":"new"}"#
                    return TransferReply(status: request.method == .post ? 200 : 500, body: Array(body.utf8))
                })
        }
        let credentials = try login("r.example", #""auth": "dTo=", "identitytoken": "s+cr/t""#)
        #expect(try await ask(resolver(transport, credentials)).coverage == [.linuxAMD64])
        let post = try #require(transport.requests.first { $0.method == .post })
        #expect(post.url.description == "https://auth.r.example:443/token")
        #expect(post.fields[.authorization] == nil)
        #expect(post.fields[.contentType] == "application/x-www-form-urlencoded")
        #expect(
            String(decoding: post.body, as: UTF8.self)
                == "grant_type=refresh_token&client_id=polyarch&service=r.example&scope=repository%3Aa%2Fb%3Apull"
                + "&refresh_token=s%2Bcr%2Ft")
        #expect(transport.requests.count { $0.method != .post && !$0.body.isEmpty } == 0)
    }

    @Test(arguments: [404, 405])
    func `a service without token grants gets the identity token as a password`(status: Int) async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry,
                tokens: { request in
                    let isRight = request.method == .get && request.fields[.authorization] == "Basic dTp0"
                    return TransferReply(
                        status: isRight ? 200 : request.method == .post ? status : 401,
                        body: Array(#"{"token":"token"}"#.utf8))
                })
        }
        let credentials = try login("r.example", #""auth": "dTo=", "identitytoken": "t""#)
        #expect(try await ask(resolver(transport, credentials)).coverage == [.linuxAMD64])
    }

    @Test func `a token grant is not sent to a redirect target, nor twice once it may have arrived`() async throws {
        let registry = try Self.registry
        let credentials = try login("r.example", #""identitytoken": "secret""#)
        for location in ["https://evil.example/token", "https://auth.r.example:444/token", "https://r.example/token"] {
            let transport = ScriptedTransport { request, _ in
                Self.reply(
                    to: request, registry,
                    tokens: { _ in TransferReply(status: 307, fields: [.location: location]) })
            }
            let failure = try #require(try await ask(resolver(transport, credentials)).failure)
            #expect(failure.kind == .refused)
            #expect(transport.requests.count == 2)
        }
        let transport = ScriptedTransport { request, _ throws(TransferError) in
            if request.method == .post { throw TransferError(.timedOut, "no answer") }
            return Self.reply(to: request, registry)
        }
        let failure = try #require(try await ask(resolver(transport, credentials)).failure)
        #expect(failure.kind == .transient)
        #expect(transport.requests.count { $0.method == .post } == 1)
    }

    @Test(arguments: [401, 200])
    func `a rejected identity token is reported without its value`(anonymous: Int) async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry, accepts: { _ in false },
                tokens: { request in
                    request.method == .post
                        ? TransferReply(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8))
                        : TransferReply(status: anonymous, body: Array(#"{"token":"for what is public"}"#.utf8))
                })
        }
        let failure = try #require(
            try await ask(resolver(transport, login("r.example", #""identitytoken": "secret""#))).failure)
        #expect(failure.kind == .authFailed)
        #expect(failure.message.contains("does not accept the login in config.json"))
        #expect(!failure.message.contains("secret"))
    }

    @Test func `a registry token is sent to the registry and to no token service`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(to: request, registry, accepts: { $0 == "Bearer direct" })
        }
        let credentials = try login("r.example", #""registrytoken": "direct""#)
        #expect(try await ask(resolver(transport, credentials)).coverage == [.linuxAMD64])
        #expect(transport.requests.map { $0.fields[.authorization] } == [nil, "Bearer direct"])
    }

    @Test func `public images resolve despite an expired login, which is tried once and reported`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry,
                tokens: { request in
                    request.fields[.authorization] != nil
                        ? TransferReply(status: 401)
                        : TransferReply(status: 200, body: Array(#"{"token":"token"}"#.utf8))
                })
        }
        let resolver = resolver(transport, try login())
        #expect(try await ask(resolver).coverage == [.linuxAMD64])
        #expect(try await ask(resolver, "r.example/c/d:1").coverage == [.linuxAMD64])
        #expect(transport.requests.count { $0.fields[.authorization] == "Basic dTpw" } == 1)
        let warnings = try #require(resolver.usage["r.example"]?.warnings)
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("does not accept the login in config.json") == true)
    }

    @Test func `a private image with an expired login is an authentication failure`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry, accepts: { _ in false },
                tokens: { request in
                    request.fields[.authorization] != nil
                        ? TransferReply(status: 401)
                        : TransferReply(status: 200, body: Array(#"{"token":"token"}"#.utf8))
                })
        }
        let failure = try #require(try await ask(resolver(transport, login())).failure)
        #expect(failure.kind == .authFailed)
        #expect(failure.message.contains("config.json"))
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
