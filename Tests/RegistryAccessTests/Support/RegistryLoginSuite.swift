import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// A suite about logins at `r.example`, whose token service is `auth.r.example`.
protocol RegistryLoginSuite {}

extension RegistryLoginSuite {
    static var realm: String {
        #"Bearer realm="https://auth.r.example/token",service="r.example",scope="repository:x:*""#
    }

    /// A registry that needs a token for every request, and its token service.
    static func reply(
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

    static var registry: FakeRegistry {
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

    func login(_ registry: String = "r.example", _ entry: String = #""auth": "dTpw""#) throws -> CredentialStore {
        try CredentialStore(
            SourceFile(path: "config.json", text: #"{"auths": {"\#(registry)": {\#(entry)}}}"#))
    }

    func resolver(
        _ transport: ScriptedTransport, _ credentials: CredentialStore = .empty, _ clock: TestClock = TestClock(),
        endpoints: RegistryEndpoints = RegistryEndpoints()
    ) -> ImageResolver {
        ImageResolver(
            transport: transport, endpoints: endpoints, credentials: credentials,
            options: ResolverOptions(concurrency: 1), timing: clock.timing)
    }

    func ask(_ resolver: ImageResolver, _ text: String = "r.example/a/b:1") async throws -> Resolution {
        try #require(await resolver.resolve([Inquiry(try ImageReference(text))]).first?.resolution)
    }
}
