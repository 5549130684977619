import TestSupport
import Testing

/// cosign's signatures: images under a tag made from the signed image's digest.
@Suite(.serialized, .needs(.registries, .skopeo)) struct MirrorAttachmentIntegrationTests {
    private static let image = "docker.io/shapes/oci-index:1.0"
    /// Any small image can serve as a signature.
    private static let signature = "docker.io/shapes/single-oci-amd64:1.0"

    private static let artifact = "docker.io/shapes/helm-chart:1.0.0"
    private static let index = "application/vnd.oci.image.index.v1+json"
    private static let manifest = "application/vnd.oci.image.manifest.v1+json"

    private func report(_ fixture: MirrorFixture, _ options: String...) async throws -> (ToolRunner.Result, MirrorJSON)
    {
        let result = try await fixture.mirror(
            ["docker.io/\(fixture.folder)/signed:1", fixture.target("signed:1"), "--attachments", "--format", "json"]
                + options)
        return (result, try MirrorJSON(result.standardOutput))
    }

    @Test func `a copy without its signature is a note, and regctl copies it`() async throws {
        let fixture = try MirrorFixture()
        let upstream = "docker.io/\(fixture.folder)/signed"
        try await fixture.copy(Self.image, upstream + ":1", ["--all", "--preserve-digests"])
        try await fixture.copy(upstream + ":1", fixture.target("signed:1"), ["--all", "--preserve-digests"])
        #expect(try await report(fixture).1.pairs.first?.attachments?.isEmpty == true)

        let digest = try SeededImage.digest(Self.image)
        let tag = digest.split(separator: ":").joined(separator: "-") + ".sig"
        try await fixture.copy(Self.signature, "\(upstream):\(tag)")
        let (result, left) = try await report(fixture, "--fail-on", "note")
        #expect(result.status == 1)
        #expect(left.pairs.first?.verdict == "identical")
        #expect(left.pairs.first?.severity == "note")
        #expect(left.pairs.first?.repair?.contains("image copy --digest-tags --referrers") == true)
        #expect(left.pairs.first?.attachments?.map(\.name) == [tag])
        #expect(left.pairs.first?.attachments?.map(\.state) == ["missing"])

        try await fixture.copy("\(upstream):\(tag)", fixture.target("signed:" + tag))
        let brought = try await report(fixture).1
        #expect(brought.pairs.first?.attachments?.map(\.state) == ["identical"])
        #expect(brought.pairs.first?.severity == nil)
    }

    @Test func `cosign's tags and the referrers tag are compared`() async throws {
        let fixture = try MirrorFixture()
        let upstream = "docker.io/\(fixture.folder)/signed"
        try await fixture.copy(Self.image, upstream + ":1", ["--all", "--preserve-digests"])
        try await fixture.copy(upstream + ":1", fixture.target("signed:1"), ["--all", "--preserve-digests"])
        let digest = try SeededImage.digest(Self.image)
        let tag = digest.split(separator: ":").joined(separator: "-")
        for suffix in [".att", ".sbom", ".sig"] {
            try await fixture.copy(Self.signature, upstream + ":" + tag + suffix)
        }
        try await fixture.copy(Self.signature, fixture.target("signed:" + tag + ".att"))
        try await fixture.copy("docker.io/shapes/single-oci-arm64:1.0", fixture.target("signed:" + tag + ".sbom"))

        let artifact = try SeededImage.digest(Self.artifact)
        try await fixture.copy(Self.artifact, upstream + ":artifact")
        let size = try await fixture.manifest(artifact, of: upstream).count
        let list = """
            {"schemaVersion":2,"mediaType":"\(Self.index)","manifests":[{"mediaType":"\(Self.manifest)",\
            "digest":"\(artifact)","size":\(size),"artifactType":"application/spdx+json"}]}
            """
        try await fixture.put(list, type: Self.index, as: tag, in: upstream)

        let left = try await report(fixture).1.pairs.first?.attachments ?? []
        #expect(left.map(\.name) == [".sig", ".att", ".sbom"].map { tag + $0 } + [artifact])
        #expect(left.map(\.state) == ["missing", "identical", "different", "missing"])
        #expect(left.last?.kind == "application/spdx+json")

        try await fixture.copy(Self.artifact, fixture.target("signed:artifact"))
        try await fixture.put(list, type: Self.index, as: tag, in: fixture.target("signed"))
        #expect(try await report(fixture).1.pairs.first?.attachments?.last?.state == "identical")
    }
}
