import AuditModel
import ImageModel
import MirrorChecking
import TestSupport
import Testing

private let both = ["linux/amd64", "linux/arm64"]
private let bothPlatforms: [Platform] = [.linuxAMD64, .linuxARM64]
private let upstreamName = "docker.io/grafana/loki"
private let mirrorName = "ghcr.io/acme/mirror/loki"
private let image = ExampleImage.index(both)
private let rebuilt = ExampleImage.index(both, build: "2")
private let flat = ExampleImage.manifest("linux/amd64")

/// A reference to `name` with tag `3.5.7` and the digest of `image`.
private func pinned(_ name: String, to image: ExampleImage) throws -> ImageReference {
    try ImageReference(name + ":3.5.7@" + (image.digest ?? ""))
}

private func at(_ name: String, _ image: ExampleImage) -> String { name + "@" + (image.digest ?? "") }

@Suite struct PinnedMirrorTests {
    private func mirrored(_ pin: ExampleImage, _ images: [String: ExampleImage]) throws -> MirrorComparison? {
        let target = try pinned(mirrorName, to: pin)
        let upstream = try pinned(upstreamName, to: pin)
        func progress(_ known: Resolutions) -> MirrorProgress {
            MirrorCheck.progress(ofMirrored: target, upstream: upstream, required: bothPlatforms, known: known)
        }
        let (known, _) = ExampleRegistry(images).answers { progress($0).inquiries }
        return progress(known).comparison
    }

    private func upstream(_ pin: ExampleImage, _ images: [String: ExampleImage]) throws -> MirrorComparison? {
        let source = try pinned(upstreamName, to: pin)
        let counterpart = try pinned(mirrorName, to: pin)
        func progress(_ known: Resolutions) -> MirrorProgress {
            MirrorCheck.progress(ofUpstream: source, counterpart: counterpart, required: bothPlatforms, known: known)
        }
        let (known, _) = ExampleRegistry(images).answers { progress($0).inquiries }
        return progress(known).comparison
    }

    @Test func `a pin on the mirror that upstream still has is not a stale copy`() throws {
        let comparison = try mirrored(
            image,
            [
                upstreamName + ":3.5.7": rebuilt, at(upstreamName, image): image, mirrorName + ":3.5.7": rebuilt,
                at(mirrorName, image): image,
            ])
        #expect(comparison?.verdict == .identical)
    }

    @Test func `a pin on a flattened tag is compared with upstream's tag`() throws {
        let comparison = try mirrored(flat, [upstreamName + ":3.5.7": image, mirrorName + ":3.5.7": flat])
        #expect(comparison?.verdict == .flattened)
        #expect(comparison?.lost == [.linuxARM64])
    }

    @Test func `a pin on one platform of a good mirror image is not reported as a mirror problem`() throws {
        let comparison = try mirrored(flat, [upstreamName + ":3.5.7": image, mirrorName + ":3.5.7": image])
        #expect(comparison?.verdict == .identical)
    }

    @Test func `a pin on a converted copy is compared with upstream's tag`() throws {
        let converted = ExampleImage.index(both, encoding: "docker")
        let comparison = try mirrored(converted, [upstreamName + ":3.5.7": image, mirrorName + ":3.5.7": converted])
        #expect(comparison?.verdict == .converted)
    }

    @Test func `a pin on a genuine single image is a faithful copy`() throws {
        let comparison = try mirrored(flat, [upstreamName + ":3.5.7": flat, mirrorName + ":3.5.7": flat])
        #expect(comparison?.verdict == .identical)
    }

    @Test func `a pin on upstream is looked up in the mirror by its digest`() throws {
        let comparison = try upstream(
            image, [at(upstreamName, image): image, at(mirrorName, image): image, mirrorName + ":3.5.7": rebuilt])
        #expect(comparison?.verdict == .identical)
    }

    @Test func `a pin on upstream whose copy was flattened is flattened, not missing`() throws {
        let comparison = try upstream(image, [upstreamName + ":3.5.7": image, mirrorName + ":3.5.7": flat])
        #expect(comparison?.verdict == .flattened)
    }

    @Test func `a pin on upstream is missing in a mirror that has another build`() throws {
        let comparison = try upstream(image, [upstreamName + ":3.5.7": image, mirrorName + ":3.5.7": rebuilt])
        #expect(comparison?.verdict == .missing)
    }

    @Test func `a pin on upstream is missing in a mirror without its tag`() throws {
        let comparison = try upstream(image, [upstreamName + ":3.5.7": image])
        #expect(comparison?.verdict == .missing)
    }
}
