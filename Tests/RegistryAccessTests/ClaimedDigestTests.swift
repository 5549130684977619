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

    @Test func `a tag's digest is asked for with one HEAD`() async throws {
        let (claim, lines) = try await claim(200, Self.digest)
        #expect(claim == Self.digest)
        #expect(lines == ["HEAD https://r.example/v2/a/b/manifests/1"])
    }

    @Test(arguments: [(200, nil), (200, "sha256:1234"), (404, digest), (405, nil)] as [(Int, String?)])
    func `what is no clear answer is none`(status: Int, header: String?) async throws {
        #expect(try await claim(status, header).0 == nil)
    }
}
