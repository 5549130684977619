import AuditModel
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// The registry of `scripts/registry` that accepts signed tokens, and the service that issues them.
@Suite(.serialized, .needs(.registries)) struct TokenServerIntegrationTests {
    private static let host = "tokens.ameide.example"

    private let registry: DevelopmentRegistry
    private let endpoints: RegistryEndpoints

    init() throws {
        registry = try DevelopmentRegistry.require()
        let text = try String(contentsOfFile: registry.registriesFile, encoding: .utf8)
        endpoints = try RegistryEndpoints(SourceFile(path: registry.registriesFile, text: text))
    }

    private func resolver(_ entry: String? = nil) throws -> ImageResolver {
        let store = try entry.map { entry in
            try CredentialStore(
                SourceFile(path: "config.json", text: #"{"auths": {"\#(Self.host)": {\#(entry)}}}"#))
        }
        return ImageResolver(
            transport: try CurlTransport(), endpoints: endpoints, credentials: store ?? .empty)
    }

    private func login(_ user: String, _ password: String? = nil) throws -> String {
        #""username": "\#(user)", "password": "\#(try password ?? registry.value("PRIVATE_PASSWORD"))""#
    }

    private func ask(_ resolver: ImageResolver, _ image: String) async throws -> Resolution {
        let inquiry = Inquiry(try ImageReference("\(Self.host)/\(image)"), depth: .config)
        return try #require(await resolver.resolve([inquiry]).first?.resolution)
    }

    /// All requests that the token service has logged about repositories with this prefix.
    private func asked(_ repository: String) throws -> [Substring] {
        try String(contentsOfFile: registry.directory + "/logs/issuer.access.log", encoding: .utf8)
            .split(separator: "\n").filter { $0.contains("repository%3A\(repository)") }
    }

    @Test func `public images resolve anonymously, closed ones are absent or private`() async throws {
        let resolver = try resolver()
        #expect(try await ask(resolver, "open/r0:7").delivered == [.linuxAMD64, .linuxARM64])
        let closed = try #require(try await ask(resolver, "closed/app:0").failure)
        #expect(closed.kind == .absentOrPrivate)
        #expect(try await ask(resolver, "open/r0:none").failure?.kind == .notFound)
    }

    @Test func `with a login, closed images resolve and missing ones are not found`() async throws {
        let resolver = try resolver(login(registry.value("PRIVATE_USER")))
        #expect(try await ask(resolver, "closed/app:0").delivered == [.linuxAMD64, .linuxARM64])
        #expect(try await ask(resolver, "closed/app:none").failure?.kind == .notFound)
    }

    @Test func `a wrong login is reported where needed and does not hide public images`() async throws {
        let resolver = try resolver(login("fleet", "wr0ng"))
        #expect(try await ask(resolver, "open/r0:7").failure == nil)
        let closed = try #require(try await ask(resolver, "closed/app:0").failure)
        #expect(closed.kind == .authFailed)
        #expect(!closed.message.contains("wr0ng"))
        #expect(resolver.usage[Self.host]?.warnings.contains { $0.contains("config.json") } == true)
    }

    @Test func `an identity token works as a login`() async throws {
        let identity = try registry.value("PRIVATE_IDENTITY")
        let resolver = try resolver(#""identitytoken": "\#(identity)""#)
        #expect(try await ask(resolver, "closed/app:0").failure == nil)
        let stale = try self.resolver(#""identitytoken": "stale""#)
        #expect(try await ask(stale, "closed/app:0").failure?.kind == .authFailed)
    }

    @Test func `a thousand images of ten repositories cost ten tokens`() async throws {
        let resolver = try resolver()
        let before = try asked("open%2Fr").count
        let inquiries = try (0..<1000).map { number in
            Inquiry(try ImageReference("\(Self.host)/open/r\(number / 100):\(number % 100)"))
        }
        let answers = await resolver.resolve(inquiries)
        #expect(answers.count { $0.resolution.coverage == [.linuxAMD64, .linuxARM64] } == 1000)
        #expect(try asked("open%2Fr").count - before == 10)
    }

    @Test func `a token that expires during a run is replaced`() async throws {
        let resolver = try resolver(login("hasty"))
        let before = try await ask(resolver, "closed/app:0")
        #expect(before.failure == nil)
        // The service says five minutes, but the registry refuses its tokens for `hasty` after 20 seconds. A token that
        // is issued now ends later than the resolver's.
        let path = "closed/app/tags/list"
        let token = try await token(user: "hasty")
        while try await status(path, token: token) == 200 { try await Task.sleep(for: .milliseconds(100)) }
        #expect(try await status(path, token: token) == 401)
        let fresh = try ImageReference("\(Self.host)/closed/app:0@\(try #require(before.digest))")
        #expect(await resolver.resolve([Inquiry(fresh)]).first?.resolution.failure == nil)
    }

    private func exchange(_ url: String, authorization: String) async throws -> TransferReply {
        try await CurlTransport().exchange(
            TransferRequest(
                url: try HTTPURL(url), fields: [.authorization: authorization], deadline: .now + .generous,
                trust: TransferTrust(allowsPrivateAddresses: true)))
    }

    private func token(user: String) async throws -> String {
        struct Reply: Decodable { let token: String }
        let login = Data("\(user):\(try registry.value("PRIVATE_PASSWORD"))".utf8).base64EncodedString()
        let query = "service=\(Self.host)&scope=repository:closed/app:pull"
        let reply = try await exchange(
            registry.endpoint("ISSUER_PORT") + "/token?" + query, authorization: "Basic " + login)
        return try JSONDecoder().decode(Reply.self, from: Data(reply.body)).token
    }

    private func status(_ path: String, token: String) async throws -> Int {
        try await exchange(registry.endpoint("TOKENS_PORT") + "/v2/" + path, authorization: "Bearer " + token).status
    }
}
