import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// Identity tokens, registry tokens and logins that have expired.
@Suite struct IdentityTokenTests: RegistryLoginSuite {
    @Test func `an identity token is exchanged by POST and sent nowhere else`() async throws {
        let registry = try Self.registry
        let transport = ScriptedTransport { request, _ in
            Self.reply(
                to: request, registry,
                tokens: { request in
                    // In the reply to a grant, `token` is not the access token.
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
}
