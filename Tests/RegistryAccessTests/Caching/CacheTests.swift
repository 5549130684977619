import AuditModel
import ContentStore
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import RegistryAccess

/// What a second run requests if the first one cached the content.
@Suite struct CacheTests {
    private let folder: TemporaryDirectory
    private let store: ContentStore

    init() throws {
        folder = try TemporaryDirectory()
        store = try ContentStore(path: folder.file("cache"))
    }

    private func registry(_ platforms: String...) throws -> FakeRegistry {
        var registry = FakeRegistry()
        try registry.index(platforms.map { try registry.image($0, claiming: $0) }, tag: "1")
        try registry.image("arm64", tag: "single")
        return registry
    }

    /// A new run with the same cache, with the digest header that most registries send.
    private func run(
        _ registry: FakeRegistry, _ text: String, depth: VerificationDepth = .index, isOffline: Bool = false,
        fault: @escaping @Sendable (TransferRequest) -> TransferReply? = { _ in nil }
    ) async throws -> (resolution: Resolution, lines: [String], usage: RegistryUsage?) {
        let transport = ScriptedTransport { request, _ in
            if let fault = fault(request) { return fault }
            var get = request
            get.method = .get
            let reply = registry.reply(to: get)
            guard let digest = try? ImageDigest.computed(over: reply.body), reply.status == 200 else { return reply }
            var fields = HTTPFields(reply.fields)
            fields[.contentDigest] = digest.description
            return TransferReply(
                status: 200, fields: HTTPFields(fields), body: request.method == .head ? [] : reply.body)
        }
        let resolver = ImageResolver(
            transport: transport, cache: ContentCache(store: store, isOffline: isOffline), timing: TestClock().timing)
        let reference = try ImageReference(text)
        let resolution = try #require(await resolver.resolve([Inquiry(reference, depth: depth)]).first?.resolution)
        return (
            resolution,
            transport.requests.map { "\($0.method.rawValue) \($0.url.pathAndQuery.split(separator: "/")[3])" },
            resolver.usage["r.example"]
        )
    }

    @Test func `an index costs one GET cold and one HEAD warm`() async throws {
        let registry = try registry("amd64", "arm64")
        let cold = try await run(registry, "r.example/a/b:1")
        let warm = try await run(registry, "r.example/a/b:1")
        #expect(cold.lines == ["GET manifests"])
        #expect(warm.lines == ["HEAD manifests"])
        #expect(warm.resolution == cold.resolution)
        #expect(warm.usage?.cached == 1)
    }

    @Test func `a single manifest costs two requests cold and one HEAD warm`() async throws {
        let registry = try registry()
        #expect(try await run(registry, "r.example/a/b:single").lines == ["GET manifests", "GET blobs"])
        let warm = try await run(registry, "r.example/a/b:single")
        #expect(warm.lines == ["HEAD manifests"])
        #expect(warm.resolution.coverage == [.linuxARM64])
    }

    @Test func `a pinned digest in the cache costs no request`() async throws {
        let registry = try registry("amd64", "arm64")
        let cold = try await run(registry, "r.example/a/b:1")
        let digest = try #require(cold.resolution.digest)
        #expect(try await run(registry, "r.example/a/b@\(digest)").lines.isEmpty)
        // The same bytes in another repository prove nothing.
        #expect(try await run(registry, "r.example/c/d@\(digest)").resolution.failure?.kind == .notFound)
    }

    @Test func `a moved tag is fetched, and a deleted one is not found`() async throws {
        _ = try await run(registry("amd64"), "r.example/a/b:1")
        let moved = try await run(registry("amd64", "arm64"), "r.example/a/b:1")
        #expect(moved.lines == ["HEAD manifests", "GET manifests"])
        #expect(moved.resolution.coverage == [.linuxAMD64, .linuxARM64])
        let gone = try await run(FakeRegistry(), "r.example/a/b:1")
        #expect(gone.lines == ["HEAD manifests"])
        #expect(gone.resolution.failure?.kind == .notFound)
    }

    @Test(arguments: [400, 403, 405, 501, 200])
    func `an inconclusive HEAD is followed by GET`(status: Int) async throws {
        let registry = try registry("amd64")
        _ = try await run(registry, "r.example/a/b:1")
        let warm = try await run(registry, "r.example/a/b:1") { request in
            request.method == .head ? TransferReply(status: status) : nil
        }
        #expect(warm.lines == ["HEAD manifests", "GET manifests"])
        #expect(warm.resolution.coverage == [.linuxAMD64])
    }

    @Test func `a cached configuration must have its descriptor's size`() async throws {
        var registry = try registry()
        #expect(try await run(registry, "r.example/a/b:single").resolution.coverage == [.linuxARM64])
        let digest = try ImageDigest.computed(over: Array(#"{"os":"linux","architecture":"arm64"}"#.utf8))
        let config = #"{"mediaType":"\#(MediaType.ociConfiguration)","digest":"\#(digest)","size":1}"#
        try registry.manifest(
            #"{"schemaVersion":2,"config":\#(config),"layers":[]}"#, type: MediaType.ociManifest, tag: "lie")
        #expect(try await run(registry, "r.example/a/b:lie").resolution.failure?.kind == .protocolViolation)
    }

    @Test func `an ETag is not used as a digest`() async throws {
        let registry = try registry("amd64")
        let cold = try await run(registry, "r.example/a/b:1")
        let digest = try #require(cold.resolution.digest)
        let warm = try await run(registry, "r.example/a/b:1") { request in
            request.method == .head ? TransferReply(status: 200, fields: [.eTag: "\"\(digest)\""]) : nil
        }
        #expect(warm.lines == ["HEAD manifests", "GET manifests"])
    }

    @Test func `a modified cache changes no answer`() async throws {
        let registry = try registry("amd64")
        let cold = try await run(registry, "r.example/a/b:1")
        for file in try folder.files() where file.contains("/blobs/") {
            try folder.write(#"{"schemaVersion":2,"manifests":[]}"#, to: file)
        }
        let again = try await run(registry, "r.example/a/b:1")
        #expect(again.lines == ["GET manifests"])
        #expect(again.resolution == cold.resolution)
    }

    @Test func `a cached child does not prove that the repository still has it`() async throws {
        var registry = try registry("amd64")
        let child = try registry.image("s390x", claiming: "s390x")
        try registry.index([child], tag: "2")
        let cold = try await run(registry, "r.example/a/b:2", depth: .config)
        #expect(cold.lines.count == 3)
        let warm = try await run(registry, "r.example/a/b:2", depth: .config)
        #expect(warm.lines == ["HEAD manifests", "HEAD manifests"])
        #expect(warm.resolution == cold.resolution)
        registry.remove(child)
        guard case .index(let index) = try await run(registry, "r.example/a/b:2", depth: .config).resolution else {
            Issue.record("no index")
            return
        }
        #expect(index.entries.map(\.child) == [.absent])
    }

    @Test func `offline makes no requests, and an image that is not cached is unchecked`() async throws {
        let registry = try registry("amd64")
        let cold = try await run(registry, "r.example/a/b:1", depth: .config)
        let offline = try await run(registry, "r.example/a/b:1", depth: .config, isOffline: true)
        #expect(offline.lines.isEmpty)
        #expect(offline.resolution == cold.resolution)
        let missing = try await run(registry, "r.example/a/b:2", isOffline: true)
        #expect(missing.lines.isEmpty)
        #expect(missing.resolution.failure?.kind == .transient)
        #expect(missing.resolution.failure?.message.contains("--offline") == true)
    }

    @Test func `a wrong answer is not cached`() async throws {
        let lie = try await run(registry("amd64"), "r.example/a/b:1") { _ in
            TransferReply(
                status: 200, fields: [.contentType: MediaType.ociManifest],
                body: Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8))
        }
        #expect(lie.resolution.failure?.kind == .protocolViolation)
        #expect(try folder.files().filter { $0.contains("/blobs/") || $0.contains("/names/") }.isEmpty)
    }
}
