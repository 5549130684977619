import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// What an index's entries cover, and how deep they are checked.
@Suite struct IndexEntryTests: ImageResolverSuite {
    @Test func `an entry without a platform is read at every depth`() async throws {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "amd64"), registry.image("arm64")], tag: "1")
        let (resolution, transport) = try await resolve(registry)
        #expect(resolution.coverage == [.linuxAMD64, .linuxARM64])
        #expect(transport.requests.count == 3)
    }

    @Test func `attestations cover nothing and are not requested`() async throws {
        var registry = FakeRegistry()
        let attestation = #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
        try registry.index(
            [
                registry.image("amd64", claiming: "amd64"),
                registry.image("arm64", claiming: "arm64", extra: attestation),
                registry.image("s390x", extra: attestation),
            ], tag: "1")
        let (resolution, transport) = try await resolve(registry, depth: .children)
        #expect(resolution.coverage == [.linuxAMD64])
        #expect(transport.requests.map(\.method) == [.get, .head])
    }

    @Test func `an entry that is not a manifest or has no known platform is not requested`()
        async throws
    {
        var registry = FakeRegistry()
        func entry(_ type: String, _ platform: String) throws -> String {
            try registry.manifest(#"{"x":"\#(type)\#(platform)"}"#, type: type, platform: platform)
        }
        try registry.index(
            [
                entry(MediaType.ociConfiguration, "arm64"), entry("application/vnd.example", "arm64"),
                entry("application/vnd.oci.empty.v1+json", "arm64"),
                registry.image("amd64", claiming: "amd64"),
                registry.image("arm64", extra: #","platform":{"os":"unknown","architecture":"unknown"}"#),
            ], tag: "1")
        let (resolution, transport) = try await resolve(registry, depth: .config)
        #expect(resolution.coverage == [.linuxAMD64])
        // The index, the one image's manifest and its configuration.
        #expect(transport.requests.count == 3)
    }

    @Test func `only required children are requested`() async throws {
        var registry = FakeRegistry()
        let absent = try registry.image("arm64", claiming: "arm64")
        try registry.index(
            [
                registry.image("amd64", claiming: "amd64"), absent, registry.image("s390x", claiming: "s390x"),
            ], tag: "1")
        registry.remove(absent)
        let (resolution, transport) = try await resolve(
            registry, depth: .children, platforms: [.linuxAMD64, .linuxARM64])
        #expect(try index(resolution).entries.map(\.child) == [.present, .absent, .unverified])
        #expect(transport.requests.map(\.method) == [.get, .head, .head])
        let all = try await resolve(registry, depth: .children)
        #expect(try index(all.resolution).entries.map(\.child) == [.present, .absent, .present])
    }

    @Test(arguments: [400, 403, 405, 501])
    func `GET replaces an unsupported HEAD`(status: Int) async throws {
        let (resolution, transport) = try await resolve(twoPlatforms, depth: .children) { request, _ in
            request.method == .head ? TransferReply(status: status) : nil
        }
        #expect(try index(resolution).entries.map(\.child) == [.present, .present])
        #expect(transport.requests.map(\.method.rawValue).sorted() == ["GET", "GET", "GET", "HEAD", "HEAD"])
    }

    @Test func `a HEAD with another digest is not proof`() async throws {
        let (resolution, _) = try await resolve(twoPlatforms, depth: .children) { request, _ in
            guard request.method == .head else { return nil }
            return TransferReply(
                status: 200, fields: [.contentDigest: "sha256:" + String(repeating: "0", count: 64)])
        }
        for entry in try index(resolution).entries {
            guard case .failed(let failure) = entry.child else {
                Issue.record("\(entry.child)")
                continue
            }
            #expect(failure.kind == .protocolViolation)
        }
    }

    @Test func `reading the configuration reveals an index with a wrong platform`() async throws {
        var registry = FakeRegistry()
        try registry.index([registry.image("amd64", claiming: "arm64")], tag: "1")
        let (resolution, transport) = try await resolve(registry, depth: .config)
        let entry = try #require(try index(resolution).entries.first)
        guard case .read(let manifest) = entry.child else {
            Issue.record("\(entry.child)")
            return
        }
        #expect(entry.offers == .linuxARM64)
        #expect(manifest.platform == .linuxAMD64)
        #expect(transport.requests.count == 3)
    }

    @Test func `a missing configuration breaks only its own image`() async throws {
        var registry = FakeRegistry()
        try registry.index(
            [
                registry.image("amd64", claiming: "amd64", hasConfiguration: false),
                registry.image("arm64", claiming: "arm64"),
            ], tag: "1")
        let entries = try index(await resolve(registry, depth: .config).resolution).entries
        guard case .failed(let failure)? = entries.first?.child, case .read? = entries.last?.child else {
            Issue.record("\(entries)")
            return
        }
        #expect(failure.kind == .notFound)
        #expect(failure.message.contains("the configuration sha256:"))
    }

    @Test func `sizes and bytes must match the index`() async throws {
        var registry = FakeRegistry()
        let image = try registry.image("amd64", claiming: "amd64")
        let parts = image.split(separator: ",").map { $0.hasPrefix("\"size\"") ? "\"size\":1" : String($0) }
        try registry.index([parts.joined(separator: ",")], tag: "1")
        let entry = try #require(try index(await resolve(registry, depth: .config).resolution).entries.first)
        guard case .failed(let failure) = entry.child else {
            Issue.record("\(entry.child)")
            return
        }
        #expect(failure.kind == .protocolViolation)
        #expect(failure.message.contains("its descriptor says 1"))
    }

    @Test func `a configuration must have its descriptor's size and be within the limit`() async throws {
        var registry = FakeRegistry()
        let digest = try ImageDigest.computed(over: Array(#"{"os":"linux","architecture":"arm64"}"#.utf8))
        try registry.image("arm64", tag: "right")
        func tag(_ name: String, size: Int) throws {
            let config = #"{"mediaType":"\#(MediaType.ociConfiguration)","digest":"\#(digest)","size":\#(size)}"#
            try registry.manifest(
                #"{"schemaVersion":2,"config":\#(config),"layers":[]}"#, type: MediaType.ociManifest, tag: name)
        }
        try tag("short", size: 10)
        try tag("huge", size: (4 << 20) + 1)
        let (right, asked) = try await resolve(registry, "r.example/a/b:right")
        #expect(right.coverage == [.linuxARM64])
        // The 404's body may be longer than the configuration.
        #expect(asked.requests.map(\.bodyLimit) == [4 << 20, 64 << 10])
        #expect(try await resolve(registry, "r.example/a/b:short").resolution.failure?.kind == .protocolViolation)
        let (huge, spared) = try await resolve(registry, "r.example/a/b:huge")
        #expect(huge.failure?.kind == .refused)
        #expect(spared.requests.count == 1)
    }
}
