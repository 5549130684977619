import AuditModel
import ImageModel
import MirrorChecking
import TestSupport
import Testing

private let source = "docker.io/grafana/loki"
private let target = "ghcr.io/acme/mirror/loki"
private let hex = String(repeating: "a", count: 64)
private let cosignTag = "sha256-" + hex
private let signature = ExampleImage(.artifact("application/vnd.oci.image.config.v1+json"))
private let otherSignature = ExampleImage(.artifact("application/other"))

@Suite struct AttachmentCheckTests {
    private func check() throws -> AttachmentCheck {
        let digest = try ImageDigest("sha256:" + hex)
        return try #require(
            AttachmentCheck(
                MirrorComparison(
                    source: try ImageReference(source + ":3"), target: try ImageReference(target + ":3"),
                    verdict: .identical, sourceDigest: digest, targetDigest: digest)))
    }

    /// The attachments, given the images in the registries and their lists of referrers.
    private func attachments(
        _ images: [String: ExampleImage], fixed: [String: Resolution] = [:], upstream: Referrers = .listed([]),
        mirror: Referrers = .listed([])
    ) throws -> (found: [String], asked: [String]) {
        let check = try check()
        let lists = Dictionary(uniqueKeysWithValues: zip(check.images, [upstream, mirror]))
        let (known, asked) = ExampleRegistry(images, fixed: fixed).answers { check.inquiries(known: $0, lists: lists) }
        let found = check.attachments(known: known, lists: lists).map { "\($0.kind) \($0.name) \($0.state.rawValue)" }
        return (found, asked.map { "\($0.reference)" })
    }

    private func referrer(_ digit: String) throws -> Descriptor {
        Descriptor(
            mediaType: MediaType.ociManifest, digest: try ImageDigest("sha256:" + String(repeating: digit, count: 64)),
            size: 1, artifactType: "application/spdx+json")
    }

    @Test func `an image without signatures has no attachments, and the mirror is not asked for tags`() throws {
        let (found, asked) = try attachments([:])
        #expect(found == [])
        #expect(asked == ["att", "sbom", "sig"].map { "\(source):\(cosignTag).\($0)" })
    }

    @Test func `a signature under cosign's tag was copied, is different, or is missing`() throws {
        let upstream = ["\(source):\(cosignTag).sig": signature]
        func state(_ mirror: [String: ExampleImage]) throws -> [String] {
            try attachments(upstream.merging(mirror) { $1 }).found
        }
        #expect(try state([:]) == ["cosign signature \(cosignTag).sig missing"])
        #expect(
            try state(["\(target):\(cosignTag).sig": signature]) == ["cosign signature \(cosignTag).sig identical"])
        #expect(
            try state(["\(target):\(cosignTag).sig": otherSignature]) == ["cosign signature \(cosignTag).sig different"]
        )
    }

    @Test func `an attachment is unknown if one side does not answer`() throws {
        let silent = Resolution.failed(ResolutionFailure(.transient, "no answer"))
        let name = "\(cosignTag).att"
        #expect(
            try attachments([:], fixed: ["\(source):\(name)": silent]).found == ["cosign attestation \(name) unknown"])
        #expect(
            try attachments(["\(source):\(name)": signature], fixed: ["\(target):\(name)": silent]).found
                == ["cosign attestation \(name) unknown"])
        let failure = ResolutionFailure(.transient, "no answer")
        #expect(
            try attachments([:], upstream: .failed(failure)).found == ["referrers list sha256:\(hex) unknown"])
        let one = Referrers.listed([try referrer("b")])
        #expect(
            try attachments([:], upstream: one, mirror: .failed(failure)).found.allSatisfy { $0.hasSuffix("unknown") })
    }

    @Test func `referrers are compared by their digests`() throws {
        let (kept, lost) = (try referrer("b"), try referrer("c"))
        let found = try attachments([:], upstream: .listed([lost, kept]), mirror: .listed([kept])).found
        #expect(
            found == [
                "application/spdx+json \(kept.digest) identical", "application/spdx+json \(lost.digest) missing",
            ])
    }

    @Test func `the fallback tag is read if a registry has no referrers API`() throws {
        let list = ExampleImage.index(["linux/amd64"])
        let (found, asked) = try attachments(
            ["\(source):\(cosignTag)": list, "\(target):\(cosignTag)": list], upstream: .unsupported,
            mirror: .unsupported)
        #expect(found.count == 1 && found.allSatisfy { $0.hasSuffix("identical") })
        #expect(asked.contains("\(target):\(cosignTag)"))
        #expect(
            try attachments(["\(source):\(cosignTag)": list], upstream: .unsupported, mirror: .unsupported).found
                .allSatisfy { $0.hasSuffix("missing") })
    }

    @Test func `a missing image has no attachments`() throws {
        let missing = MirrorComparison(
            source: try ImageReference(source), target: try ImageReference(target), verdict: .missing)
        #expect(AttachmentCheck(missing) == nil)
    }
}
