import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import Testing

@testable import RegistryAccess

@Suite struct ClaimedDigestTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func claim(_ status: Int, _ header: String?) async throws -> (String?, [String]) {
        let transport = ScriptedTransport { _, _ in
            TransferReply(status: status, fields: header.map { [.contentDigest: $0] } ?? [:], body: [])
        }
        let image = try ImageReference("r.example/a/b:1")
        let claims = await ImageResolver(transport: transport, timing: TestClock().timing)
            .claimedDigests(of: [image, image])
        return (claims[image]?.description, transport.lines)
    }

    @Test func `a tag's digest costs one HEAD`() async throws {
        let (claim, lines) = try await claim(200, Self.digest)
        #expect(claim == Self.digest)
        #expect(lines == ["HEAD https://r.example/v2/a/b/manifests/1"])
    }

    @Test(arguments: [(200, nil), (200, "sha256:1234"), (404, digest), (405, nil)] as [(Int, String?)])
    func `an unclear answer gives no digest`(status: Int, header: String?) async throws {
        #expect(try await claim(status, header).0 == nil)
    }

    /// Asks first whether a reference has the expected digest, then for its resolution.
    private func expect(
        _ name: String = "r.example/a/b:1", _ script: @escaping ScriptedTransport.Script
    ) async throws -> (claim: String?, resolution: Resolution?, lines: [String], conditions: [String?]) {
        let transport = ScriptedTransport(script)
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let image = try ImageReference(name)
        let claims = await resolver.claimedDigests(of: [image: try ImageDigest(Self.digest)])
        let resolution =
            claims[image]?.description == Self.digest ? nil : await resolver.resolve([Inquiry(image)]).first
        return (
            claims[image]?.description, resolution?.resolution, transport.lines,
            transport.requests.map { $0.fields[.ifNoneMatch] }
        )
    }

    @Test func `a tag with the expected digest is not read`() async throws {
        let (claim, _, lines, conditions) = try await expect { _, _ in TransferReply(status: 304, body: []) }
        #expect(claim == Self.digest)
        #expect(lines == ["GET https://r.example/v2/a/b/manifests/1"])
        #expect(conditions == ["\"\(Self.digest)\""])
    }

    @Test func `a tag with another digest is read in the same request`() async throws {
        var registry = FakeRegistry()
        let index = try registry.index([try registry.image("amd64", claiming: "amd64")], tag: "1")
        let (claim, resolution, lines, _) = try await expect { [registry] request, _ in registry.reply(to: request) }
        #expect(claim == FakeRegistry.digest(of: index))
        #expect(resolution?.digest?.description == claim)
        #expect(lines == ["GET https://r.example/v2/a/b/manifests/1"])
    }

    @Test func `a reply that contradicts its digest gives no digest`() async throws {
        var registry = FakeRegistry()
        try registry.index([try registry.image("amd64", claiming: "amd64")], tag: "1")
        let (claim, resolution, _, _) = try await expect { [registry] request, _ in
            let reply = registry.reply(to: request)
            var fields = HTTPFields(reply.fields)
            fields[.contentDigest] = Self.digest
            return TransferReply(status: reply.status, fields: HTTPFields(fields), body: reply.body)
        }
        #expect(claim == nil)
        #expect(resolution?.failure?.kind == .protocolViolation)
    }

    /// Docker Hub counts pulls by GET.
    @Test func `Docker Hub is asked for a digest by HEAD`() async throws {
        let (_, _, lines, _) = try await expect("docker.io/a/b:1") { _, _ in
            TransferReply(status: 200, fields: [.contentDigest: Self.digest], body: [])
        }
        #expect(lines == ["HEAD https://registry-1.docker.io/v2/a/b/manifests/1"])
    }
}
