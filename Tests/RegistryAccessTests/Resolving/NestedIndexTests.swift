import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// Indexes in indexes.
@Suite struct NestedIndexTests: ImageResolverSuite {
    @Test func `nested indexes are flattened in place and record their origin`() async throws {
        var registry = FakeRegistry()
        let inner = try registry.index([registry.image("arm64", claiming: "arm64")])
        try registry.index([inner, registry.image("amd64", claiming: "amd64"), inner], tag: "1")
        let (resolution, transport) = try await resolve(registry)
        let index = try index(resolution)
        #expect(index.entries.map { $0.offers?.architecture } == ["arm64", "amd64"])
        #expect(index.entries.map { $0.nestedIn.map(\.description) } == [[FakeRegistry.digest(of: inner)], []])
        #expect(index.contains(try ImageDigest(FakeRegistry.digest(of: inner))))
        #expect(transport.requests.count == 2)
    }

    @Test func `a few small indexes that describe a tree of thousands are refused`() async throws {
        var registry = FakeRegistry()
        // Different entries, as a repeated one would be followed once.
        let wide = try (0..<3).map { number in
            try registry.index(
                try (0..<400).map {
                    try registry.image("amd64", claiming: "amd64", extra: #","x":"\#(number).\#($0)""#)
                })
        }
        try registry.index(wide, tag: "1")
        #expect(try await resolve(registry).resolution.failure?.kind == .refused)
        try registry.index(Array(wide.prefix(2)), tag: "2")
        #expect(try await resolve(registry, "r.example/a/b:2").resolution.coverage == [.linuxAMD64])
    }

    @Test func `nested indexes are followed three levels deep`() async throws {
        var registry = FakeRegistry()
        var nested = try registry.index([registry.image("arm64", claiming: "arm64")])
        for _ in 0..<2 { nested = try registry.index([nested]) }
        try registry.index([nested], tag: "1")
        #expect(try await resolve(registry).resolution.coverage == [.linuxARM64])
        try registry.index([registry.index([nested])], tag: "1")
        let entry = try #require(try index(await resolve(registry).resolution).entries.first)
        guard case .failed(let failure) = entry.child else {
            Issue.record("\(entry.child)")
            return
        }
        #expect(failure.kind == .refused)
    }

    @Test func `an index that contains itself is caught by its digest`() async throws {
        var registry = FakeRegistry()
        let inner = try registry.index([registry.image("arm64", claiming: "arm64")])
        let outer = try registry.index([inner, registry.image("amd64", claiming: "amd64")], tag: "1")
        let (resolution, _) = try await resolve(registry) { [registry] request, _ in
            guard request.url.pathAndQuery.hasSuffix(FakeRegistry.digest(of: inner)) else { return nil }
            let lie = try? HTTPURL("https://r.example/v2/a/b/manifests/\(FakeRegistry.digest(of: outer))")
            return registry.reply(to: TransferRequest(url: lie ?? request.url, deadline: request.deadline))
        }
        #expect(resolution.coverage == [.linuxAMD64])
        guard case .failed(let failure)? = try index(resolution).entries.first?.child else {
            Issue.record("\(resolution)")
            return
        }
        #expect(failure.kind == .protocolViolation)
    }

    @Test func `a missing nested index does not affect its siblings`() async throws {
        var registry = FakeRegistry()
        let inner = try registry.index([registry.image("arm64", claiming: "arm64")])
        try registry.index([inner, registry.image("amd64", claiming: "amd64")], tag: "1")
        registry.remove(inner)
        let index = try index(await resolve(registry).resolution)
        #expect(index.coverage == [.linuxAMD64])
        #expect(index.entries.first?.child == .absent)
    }
}
