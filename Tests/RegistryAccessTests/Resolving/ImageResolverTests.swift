import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

@Suite struct ImageResolverTests {
    /// What comes out of asking one reference at a registry that may have faults.
    private func resolve(
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

    private func index(_ resolution: Resolution) throws -> ResolvedIndex {
        guard case .index(let index) = resolution else { throw NotAnIndex(resolution: resolution) }
        return index
    }

    private struct NotAnIndex: Error {
        let resolution: Resolution
    }

    private var twoPlatforms: FakeRegistry {
        get throws {
            var registry = FakeRegistry()
            try registry.index(
                [registry.image("amd64", claiming: "amd64"), registry.image("arm64", claiming: "arm64")], tag: "1")
            return registry
        }
    }

    @Test func `an index costs one request that accepts all four types`() async throws {
        let (resolution, transport) = try await resolve(twoPlatforms)
        #expect(resolution.coverage == [.linuxAMD64, .linuxARM64])
        #expect(transport.lines == ["GET https://r.example/v2/a/b/manifests/1"])
        let request = try #require(transport.requests.first)
        let accepted = request.fields[.accept]?.split(separator: ", ").map(String.init)
        #expect(
            accepted?.sorted() == [
                "application/vnd.docker.distribution.manifest.list.v2+json",
                "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.index.v1+json",
                "application/vnd.oci.image.manifest.v1+json",
            ])
        #expect(request.fields[.acceptEncoding] == "identity")
        #expect(request.fields[.userAgent] == "polyarch")
        #expect(!request.trust.allowsPrivateAddresses)
    }

    @Test func `a reference with tag and digest is requested by digest`() async throws {
        var registry = FakeRegistry()
        let descriptor = try registry.index([registry.image("amd64", claiming: "amd64")])
        let digest = FakeRegistry.digest(of: descriptor)
        let (resolution, transport) = try await resolve(registry, "r.example/a/b:1@\(digest)")
        #expect(resolution.digest?.description == digest)
        #expect(transport.lines == ["GET https://r.example/v2/a/b/manifests/\(digest)"])
    }

    @Test func `a single manifest is judged by its configuration`() async throws {
        var registry = FakeRegistry()
        try registry.image("arm64", tag: "1")
        let (resolution, transport) = try await resolve(registry)
        #expect(resolution.coverage == [.linuxARM64])
        #expect(transport.requests.count == 2)
    }

    @Test func `a configuration on another host is fetched without a login`() async throws {
        var registry = FakeRegistry()
        try registry.image("arm64", tag: "1")
        let (resolution, transport) = try await resolve(registry, login: "r.example") { [registry] request, _ in
            if request.url.host == "cdn.example" {
                return registry.reply(
                    to: TransferRequest(
                        url: (try? HTTPURL("https://r.example" + request.url.pathAndQuery)) ?? request.url,
                        deadline: request.deadline))
            }
            if request.fields[.authorization] == nil {
                return TransferReply(status: 401, fields: [.wwwAuthenticate: "Basic realm=x"])
            }
            guard request.url.pathAndQuery.contains("/blobs/") else { return nil }
            return TransferReply(status: 307, fields: [.location: "https://cdn.example" + request.url.pathAndQuery])
        }
        #expect(resolution.coverage == [.linuxARM64])
        #expect(
            transport.requests.map { "\($0.url.host) \($0.fields[.authorization] ?? "-")" } == [
                "r.example -", "r.example Basic dTpw", "r.example Basic dTpw", "cdn.example -",
            ])
    }

    @Test func `a redirected reply must have the requested digest`() async throws {
        var registry = FakeRegistry()
        let digest = FakeRegistry.digest(of: try registry.image("amd64"))
        for isRight in [true, false] {
            let (resolution, _) = try await resolve(registry, "r.example/a/b@\(digest)") { [registry] request, _ in
                guard request.url.host == "r.example" else {
                    let url = try? HTTPURL("https://r.example/v2/a/b/manifests/\(digest)")
                    return isRight
                        ? registry.reply(to: TransferRequest(url: url ?? request.url, deadline: request.deadline))
                        : TransferReply(status: 200, body: Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8))
                }
                guard request.url.pathAndQuery.contains("/manifests/") else { return nil }
                return TransferReply(status: 302, fields: [.location: "https://cdn.example/x"])
            }
            #expect(resolution.failure?.kind == (isRight ? nil : .protocolViolation))
        }
    }

    @Test func `an artifact is not an image, and its configuration is not fetched`() async throws {
        var registry = FakeRegistry()
        try registry.image("amd64", tag: "1", configurationType: "application/vnd.cncf.helm.config.v1+json")
        let (resolution, transport) = try await resolve(registry)
        guard case .manifest(let manifest) = resolution else {
            Issue.record("\(resolution)")
            return
        }
        #expect(!manifest.isImage)
        #expect(manifest.platform == nil)
        #expect(transport.requests.count == 1)
    }

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
        // Not the same entry again: that one would be followed once.
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
        // What is refused may take more words than the configuration would.
        #expect(asked.requests.map(\.bodyLimit) == [4 << 20, 64 << 10])
        #expect(try await resolve(registry, "r.example/a/b:short").resolution.failure?.kind == .protocolViolation)
        let (huge, spared) = try await resolve(registry, "r.example/a/b:huge")
        #expect(huge.failure?.kind == .refused)
        #expect(spared.requests.count == 1)
    }

    @Test func `bytes without the requested digest are a violation, whatever the header says`() async throws {
        var registry = FakeRegistry()
        let image = try registry.image("amd64", tag: "1")
        let digest = FakeRegistry.digest(of: image)
        let index = Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8)
        for header in [digest, nil] {
            let (resolution, _) = try await resolve(registry, "r.example/a/b@\(digest)") { _, _ in
                TransferReply(status: 200, fields: header.map { [.contentDigest: $0] } ?? [:], body: index)
            }
            #expect(resolution.failure?.kind == .protocolViolation)
            #expect(resolution.failure?.message.contains("the bytes have another digest") == true)
        }
        let (right, _) = try await resolve(registry, "r.example/a/b@\(digest)") { [registry] request, _ in
            let reply = registry.reply(to: request)
            let wrong = "sha256:" + String(repeating: "0", count: 64)
            return TransferReply(status: 200, fields: [.contentDigest: wrong], body: reply.body)
        }
        #expect(right.coverage == [.linuxAMD64])
        let (exchanged, _) = try await resolve(registry) { request, _ in
            guard request.url.pathAndQuery.contains("/blobs/") else { return nil }
            // As long as the real one.
            return TransferReply(status: 200, body: Array(#"{"os":"linux","architecture":"arm64"}"#.utf8))
        }
        #expect(exchanged.failure?.kind == .protocolViolation)
    }

    @Test func `each reference is resolved once, at its greatest depth`() async throws {
        let registry = try twoPlatforms
        let transport = ScriptedTransport { request, _ in registry.reply(to: request) }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let reference = try ImageReference("r.example/a/b:1")
        var resolutions = Resolutions()
        let inquiries = [Inquiry(reference), Inquiry(reference, depth: .children, platforms: [.linuxAMD64])]
        await resolver.resolve(inquiries + inquiries, into: &resolutions)
        #expect(transport.requests.map(\.method) == [.get, .head])
        #expect(resolutions[reference]?.coverage == [.linuxAMD64, .linuxARM64])
        await resolver.resolve(inquiries, into: &resolutions)
        #expect(resolver.requestCount == 2)
    }

    @Test func `all answers are returned in sorted order`() async throws {
        let registry = try twoPlatforms
        let transport = ScriptedTransport { request, _ in registry.reply(to: request) }
        let observer = RecordingObserver()
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing, observer: observer)
        let inquiries = try (0..<100).flatMap { number in
            try ["r", "s", "t"].map { Inquiry(try ImageReference("\($0).example/a/b:\(number)")) }
        }
        let answers = await resolver.resolve(inquiries.shuffled())
        #expect(answers.map(\.inquiry.reference) == inquiries.map(\.reference).sorted())
        #expect(answers.count { $0.resolution.failure?.kind == .notFound } == 297)
        for name in ["r", "s", "t"] {
            #expect(observer.lines.count { $0 == "asking 100 of \(name).example" } == 1)
            #expect(observer.lines.count { $0 == "answered by \(name).example" } == 100)
        }
    }
}
