import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import AuditModel
@testable import RegistryAccess

/// What a run reports while it is in progress.
@Suite struct ObserverTests {
    private func resolved(_ image: String, _ script: @escaping ScriptedTransport.Script, login: String? = nil)
        async throws -> [String]
    {
        let recorder = RecordingObserver()
        let text = login.map { #"{"auths":{"r.example":{"auth":"\#($0)"}}}"# } ?? "{}"
        let resolver = ImageResolver(
            transport: ScriptedTransport(script),
            credentials: try CredentialStore(SourceFile(path: "config.json", text: text)), timing: TestClock().timing,
            observer: recorder)
        _ = await resolver.resolve([Inquiry(try ImageReference(image))])
        return recorder.lines
    }

    private static func registry() throws -> FakeRegistry {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "amd64")], tag: "1")
        return registry
    }

    @Test func `images, exchanges, retries and answers are all reported`() async throws {
        let registry = try Self.registry()
        let lines = try await resolved("r.example/a/b:1") { request, earlier in
            earlier == 0 ? TransferReply(status: 503) : registry.reply(to: request)
        }
        try #require(lines.count == 5)
        #expect(lines[0] == "asking 1 of r.example")
        #expect(lines[1].hasPrefix("GET https://r.example/v2/a/b/manifests/1: 503, 0 bytes, 0.0 ms\n#1 GET "))
        #expect(lines[2] == "GET https://r.example/v2/a/b/manifests/1: answered 503, try 2 in 500 ms")
        #expect(lines[3].contains(": 200, "))
        #expect(lines[3].contains("\n* try 2\n"))
        #expect(lines[4] == "answered by r.example")
    }

    @Test func `observed logins, tokens and bodies hold no secret`() async throws {
        let registry = try Self.registry()
        let lines = try await resolved(
            "r.example/a/b:1",
            { request, _ in
                if request.url.host == "auth.r.example" {
                    return TransferReply(
                        status: 200, fields: [.contentType: "application/json", .setCookie: "id=t0p-s3cr3t"],
                        body: Array(#"{"token":"t0p-s3cr3t"}"#.utf8))
                }
                guard request.fields[.authorization] == "Bearer t0p-s3cr3t" else {
                    return TransferReply(
                        status: 401,
                        fields: [
                            .wwwAuthenticate: #"Bearer realm="https://auth.r.example/token?k=hush-hush",service="r""#
                        ])
                }
                return registry.reply(to: request)
            }, login: "ZmxlZXQ6aHVzaC1odXNo")
        let text = lines.joined(separator: "\n")
        for secret in ["t0p-s3cr3t", "hush-hush", "ZmxlZXQ6aHVzaC1odXNo"] { #expect(!text.contains(secret)) }
        #expect(text.contains("> Authorization: Basic <redacted>\n"))
        #expect(text.contains("> Authorization: Bearer <redacted>\n"))
        #expect(
            text.contains(
                "GET https://auth.r.example/token?k=<redacted>&service=r&scope=repository%3Aa%2Fb%3Apull: 200"))
    }

    @Test func `a failed exchange is reported with its reason`() async throws {
        let lines = try await resolved("r.example/a/b:1") { _, _ throws(TransferError) in
            throw TransferError(.tls, "the server's certificate is not trusted")
        }
        #expect(lines[1].hasPrefix("GET https://r.example/v2/a/b/manifests/1: the server's certificate is not"))
    }

    @Test(arguments: [
        (Duration.microseconds(40), "0.0 ms"), (.microseconds(9960), "9.9 ms"), (.milliseconds(10), "10 ms"),
        (.milliseconds(999), "999 ms"), (.milliseconds(1050), "1.05 s"), (.seconds(61), "61.00 s"),
    ])
    func `durations are rounded to useful precision`(duration: Duration, expected: String) {
        #expect(duration.shown == expected)
    }
}
