import TestSupport
import Testing

/// Signatures as cosign keeps them: an image under a tag that is made of the signed image's digest.
@Suite(.serialized) struct MirrorAttachmentTests {
    private static let image = "docker.io/shapes/oci-index:1.0"
    /// Any small image will do for a signature.
    private static let signature = "docker.io/shapes/single-oci-amd64:1.0"

    private func report(_ bench: MirrorBench, _ options: String...) async throws -> (ToolRunner.Result, MirrorJSON) {
        let result = try await bench.mirror(
            ["docker.io/\(bench.folder)/signed:1", bench.target("signed:1"), "--attachments", "--format", "json"]
                + options)
        return (result, try MirrorJSON(result.standardOutput))
    }

    @Test func `a copy that left the signature behind is a note, and regctl brings it`() async throws {
        let bench = try MirrorBench()
        let upstream = "docker.io/\(bench.folder)/signed"
        try await bench.copy(Self.image, upstream + ":1", ["--all", "--preserve-digests"])
        try await bench.copy(upstream + ":1", bench.target("signed:1"), ["--all", "--preserve-digests"])
        #expect(try await report(bench).1.pairs.first?.attachments?.isEmpty == true)

        let digest = try #require(try SeededImage.named(Self.image).first?["digest"])
        let tag = digest.split(separator: ":").joined(separator: "-") + ".sig"
        try await bench.copy(Self.signature, "\(upstream):\(tag)")
        let (result, left) = try await report(bench, "--fail-on", "note")
        #expect(result.status == 1)
        #expect(left.pairs.first?.verdict == "identical")
        #expect(left.pairs.first?.severity == "note")
        #expect(left.pairs.first?.repair?.contains("image copy --digest-tags --referrers") == true)
        #expect(left.pairs.first?.attachments?.map(\.name) == [tag])
        #expect(left.pairs.first?.attachments?.map(\.state) == ["missing"])

        try await bench.copy("\(upstream):\(tag)", bench.target("signed:" + tag))
        let brought = try await report(bench).1
        #expect(brought.pairs.first?.attachments?.map(\.state) == ["identical"])
        #expect(brought.pairs.first?.severity == nil)
    }
}
