import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import Testing

@testable import RegistryAccess

@Suite struct ReferrersTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func referrers(_ status: Int, _ body: String = "") async throws -> (Referrers?, [String]) {
        let transport = ScriptedTransport { _, _ in
            TransferReply(status: status, fields: [.contentType: MediaType.ociIndex], body: Array(body.utf8))
        }
        let image = try ImageReference("r.example/a/b@" + Self.digest)
        let answers = await ImageResolver(transport: transport, timing: TestClock().timing).referrers(of: [
            image, image,
        ])
        return (answers[image], transport.lines)
    }

    @Test func `a registry's list has the artifacts with their types, for one request`() async throws {
        let entry = """
            {"mediaType":"\(MediaType.ociManifest)","digest":"\(Self.digest)","size":1,"artifactType":"a/sbom"}
            """
        let (answer, lines) = try await referrers(200, #"{"schemaVersion":2,"manifests":[\#(entry)]}"#)
        guard case .listed(let descriptors) = answer else {
            Issue.record("\(answer.map { "\($0)" } ?? "no answer")")
            return
        }
        #expect(descriptors.map(\.artifactType) == ["a/sbom"])
        #expect(lines == ["GET https://r.example/v2/a/b/referrers/\(Self.digest)"])
    }

    @Test(arguments: [400, 404, 405]) func `a registry without the interface is told apart`(status: Int) async throws {
        #expect(try await referrers(status).0 == .unsupported)
    }

    @Test(arguments: [(403, ""), (200, "<html>"), (200, #"{"schemaVersion":2}"#)])
    func `what is no list is a failure`(status: Int, body: String) async throws {
        guard case .failed = try await referrers(status, body).0 else {
            Issue.record("no failure")
            return
        }
    }
}
