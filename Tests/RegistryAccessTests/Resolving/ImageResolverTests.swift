import AuditModel
import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel
import SourceText
import Testing

@testable import RegistryAccess

/// From a reference to its resolution.
@Suite struct ImageResolverTests: ImageResolverSuite {
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
            // Of the same length as the real one.
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
