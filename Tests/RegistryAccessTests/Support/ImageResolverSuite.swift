import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// A suite that resolves references at a `FakeRegistry`.
protocol ImageResolverSuite {}

extension ImageResolverSuite {
    /// Resolves one reference at `registry`, whose replies `fault` may replace.
    func resolve(
        _ registry: FakeRegistry, _ text: String = "r.example/a/b:1", depth: VerificationDepth = .index,
        platforms: [Platform] = [], clock: TestClock = TestClock(), login: String? = nil,
        fault: @escaping @Sendable (TransferRequest, Int) throws(TransferError) -> TransferReply? = { _, _ in nil }
    ) async throws -> (resolution: Resolution, transport: ScriptedTransport) {
        let transport = ScriptedTransport { request, earlier throws(TransferError) in
            try fault(request, earlier) ?? registry.reply(to: request)
        }
        let credentials = try login.map { host in
            try CredentialStore(
                SourceFile(path: "config.json", text: #"{"auths": {"\#(host)": {"auth": "dTpw"}}}"#))
        }
        let resolver = ImageResolver(
            transport: transport, credentials: credentials ?? .empty, timing: clock.timing)
        let answers = await resolver.resolve([Inquiry(try ImageReference(text), depth: depth, platforms: platforms)])
        #expect(answers.count == 1)
        #expect(resolver.requestCount == transport.requests.count)
        return (try #require(answers.first?.resolution), transport)
    }

    func index(_ resolution: Resolution) throws -> ResolvedIndex {
        guard case .index(let index) = resolution else { throw NotAnIndex(resolution: resolution) }
        return index
    }

    var twoPlatforms: FakeRegistry {
        get throws {
            var registry = FakeRegistry()
            try registry.index(
                [registry.image("amd64", claiming: "amd64"), registry.image("arm64", claiming: "arm64")], tag: "1")
            return registry
        }
    }
}

private struct NotAnIndex: Error {
    let resolution: Resolution
}
