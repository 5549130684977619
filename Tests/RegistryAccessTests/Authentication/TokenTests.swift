import AuditModel
import HTTPTransport
import Testing

@testable import RegistryAccess

@Suite struct TokenTests {
    @Test(arguments: [
        (#"{"token":"A"}"#, "A", 60),
        (#"{"access_token":"A"}"#, "A", 60),
        (#"{"access_token":"B","token":"A"}"#, "A", 60),
        (#"{"token":"","access_token":"A"}"#, "A", 60),
        (#"{"token":"A","expires_in":300}"#, "A", 300),
        (#"{"token":"A","expires_in":"300"}"#, "A", 300),
        (#"{"token":"A","expires_in":0}"#, "A", 60),
        (#"{"token":"A","expires_in":-5}"#, "A", 60),
        (#"{"token":"A","expires_in":1000000000000}"#, "A", 3600),
        (#"{"token":"A","expires_in":1e12}"#, "A", 60),
        (#"{"token":"A","issued_at":"nonsense","refresh_token":"r"}"#, "A", 60),
    ])
    func `a token's lifetime is kept within sensible limits`(json: String, token: String, seconds: Int) throws {
        let reply = try #require(TokenReply(Array(json.utf8)))
        #expect(reply.token == Secret(token))
        #expect(reply.life == .seconds(seconds))
    }

    @Test(arguments: [
        "", "{}", "[]", #""A""#, #"{"token":null}"#, #"{"token":1}"#, #"{"token":""}"#, #"{"token":"a b"}"#,
        #"{"token":"a\r\nX-Evil: 1"}"#, #"{"token":"a\u0000"}"#, #"{"token":"ä"}"#, "<html>",
        #"{"token":"a","token":"b"}"#,
    ])
    func `a reply without a usable token is a failure`(json: String) {
        #expect(TokenReply(Array(json.utf8)) == nil)
    }

    @Test(arguments: [
        ("docker.io", "https://registry-1.docker.io", "https://auth.docker.io/token", true),
        ("registry.gitlab.com", "https://registry.gitlab.com", "https://gitlab.com/jwt/auth", true),
        ("ghcr.io", "https://ghcr.io", "https://ghcr.io/token", true),
        ("a.example:5000", "https://a.example:5000", "https://a.example:5001/token", true),
        ("ghcr.io", "http://127.0.0.1:5000", "http://127.0.0.1:5001/token", true),
        ("ghcr.io", "http://127.0.0.1:5000", "https://ghcr.io/token", true),
        ("ghcr.io", "https://ghcr.io", "https://evil.example/token", false),
        ("ghcr.io", "https://ghcr.io", "https://ghcr.io.evil.example/token", false),
        ("ghcr.io", "https://ghcr.io", "https://notghcr.io/token", false),
        ("a.co.uk", "https://a.co.uk", "https://b.co.uk/token", false),
        ("r.a.co.uk", "https://r.a.co.uk", "https://auth.a.co.uk/token", true),
        ("127.0.0.1:5000", "http://127.0.0.1:5000", "http://128.0.0.1:5000/token", false),
        ("ghcr.io", "https://ghcr.io", "https://169.254.169.254/token", false),
    ])
    func `a login is sent only to token services in the registry's domain`(
        registry: String, endpoint: String, realm: String, isAllowed: Bool
    ) throws {
        let endpoint = RegistryEndpoint(registry: registry, url: try HTTPURL(endpoint))
        let answer = RealmPolicy.mayHaveLogin(try HTTPURL(realm), of: endpoint)
        #expect(answer == isAllowed)
    }

    @Test(
        arguments: [
            ("http://auth.example/token", false, nil),
            ("http://auth.example/token", true, "http://auth.example/token"),
            ("https://auth.example/token?x=1#f", false, "https://auth.example/token"),
            ("/token2", false, "https://r.example/token2"),
            ("ftp://auth.example/token", true, nil),
            ("file:///etc/passwd", true, nil),
            ("https://u:p@auth.example/token", true, nil),
            ("https://auth.example/\u{1}", true, nil),
        ] as [(String, Bool, String?)])
    func `a realm must use https, or the registry's own scheme`(
        realm: String, isPlainAllowed: Bool, expected: String?
    ) throws {
        let url = try HTTPURL("https://r.example/v2/")
        guard let expected else {
            let error = try #require(throws: ResolutionFailure.self) {
                try RealmPolicy.url(realm, challengedAt: url, isPlainAllowed: isPlainAllowed)
            }
            #expect(error.kind == .refused)
            return
        }
        #expect(try RealmPolicy.url(realm, challengedAt: url, isPlainAllowed: isPlainAllowed).shown == expected)
    }

    private static let key = TokenCache.Key(origin: "r", realm: "https://r/", service: nil, scope: "s")

    private func reply(_ token: String, seconds: Int = 100) throws -> TokenReply {
        try #require(TokenReply(Array(#"{"token":"\#(token)","expires_in":\#(seconds)}"#.utf8)))
    }

    @Test func `concurrent requests for a token share one fetch`() async throws {
        let cache = TokenCache(timing: TestClock().timing)
        let fetches = Locked(0)
        let reply = try reply("t")
        let tokens = await withTaskGroup(of: Secret?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try? await cache.token(for: Self.key) {
                        fetches.withLock { $0 += 1 }
                        await Task.yield()
                        return .success(reply)
                    }.result.get()
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: Secret("t"), count: 50))
        #expect(fetches.withLock { $0 } == 1)
    }

    @Test func `a token is reused until shortly before it expires`() async throws {
        let clock = TestClock()
        let cache = TokenCache(timing: clock.timing)
        let first = try reply("1")
        let second = try reply("2")
        #expect(await cache.token(for: Self.key) { .success(first) }.isFresh)
        clock.advance(by: .seconds(89))
        let kept = await cache.token(for: Self.key) { .success(second) }
        #expect(kept.result == .success(Secret("1")))
        #expect(!kept.isFresh)
        clock.advance(by: .seconds(2))
        #expect(await cache.token(for: Self.key) { .success(second) }.result == .success(Secret("2")))
    }

    @Test func `a failed token fetch is not cached`() async throws {
        let cache = TokenCache(timing: TestClock().timing)
        let failure = ResolutionFailure(.transient, "no")
        #expect(await cache.token(for: Self.key) { .failure(failure) }.result == .failure(failure))
        let reply = try reply("t")
        #expect(await cache.token(for: Self.key) { .success(reply) }.result == .success(Secret("t")))
    }

    @Test func `a token fetch survives cancellation of its first caller`() async throws {
        let cache = TokenCache(timing: TestClock().timing)
        let reply = try reply("t")
        let first = Task {
            await cache.token(for: Self.key) {
                for _ in 0..<10 { await Task.yield() }
                return Task.isCancelled ? .failure(ResolutionFailure(.transient, "cancelled")) : .success(reply)
            }.result
        }
        first.cancel()
        #expect(await first.value == .success(Secret("t")))
    }

    @Test func `a refused token is fetched again`() async throws {
        let cache = TokenCache(timing: TestClock().timing)
        let first = try reply("1")
        let second = try reply("2")
        _ = await cache.token(for: Self.key) { .success(first) }
        cache.discard(Self.key)
        #expect(await cache.token(for: Self.key) { .success(second) }.result == .success(Secret("2")))
    }
}
