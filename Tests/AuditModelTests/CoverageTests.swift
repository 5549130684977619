import AuditModel
import ImageModel
import Testing

@Suite struct CoverageTests {
    private static let digest = try? ImageDigest("sha256:" + String(repeating: "a", count: 64))

    private func manifest(_ platform: Platform?, type: String = MediaType.ociConfiguration) throws -> ResolvedManifest {
        let digest = try #require(Self.digest)
        let configuration = Descriptor(mediaType: type, digest: digest, size: 2)
        return ResolvedManifest(
            digest: digest,
            manifest: ImageManifest(mediaType: MediaType.ociManifest, configuration: configuration, layers: []),
            platform: platform)
    }

    private func index(
        _ platform: Platform?, child: ResolvedEntry.Child = .unverified, isAttestation: Bool = false,
        artifactType: String? = nil
    ) throws -> Resolution {
        let digest = try #require(Self.digest)
        let descriptor = Descriptor(
            mediaType: MediaType.ociManifest, digest: digest, size: 2, platform: platform, artifactType: artifactType,
            isAttestation: isAttestation)
        return .index(
            ResolvedIndex(
                digest: digest, mediaType: MediaType.ociIndex,
                entries: [ResolvedEntry(descriptor: descriptor, child: child)]))
    }

    @Test func `a single image covers the platform of its configuration, an artifact nothing`() throws {
        #expect(Resolution.manifest(try manifest(.linuxAMD64)).coverage == [.linuxAMD64])
        let chart = try manifest(.linuxAMD64, type: "application/vnd.cncf.helm.config.v1+json")
        #expect(Resolution.manifest(chart).coverage == [])
    }

    @Test func `attestations, artifacts and unknown platforms cover nothing`() throws {
        #expect(try index(.linuxAMD64, isAttestation: true).coverage == [])
        #expect(try index(.linuxAMD64, artifactType: "application/vnd.example").coverage == [])
        #expect(try index(Platform(operatingSystem: "unknown", architecture: "unknown")).coverage == [])
        #expect(try index(Platform(operatingSystem: "", architecture: "amd64")).coverage == [])
    }

    @Test func `an entry without a platform covers nothing until its configuration was read`() throws {
        #expect(try index(nil).coverage == [])
        #expect(try index(nil, child: .read(try manifest(.linuxARM64))).coverage == [.linuxARM64])
    }

    @Test func `an absent or mislabelled child is offered but not delivered`() throws {
        let absent = try index(.linuxARM64, child: .absent)
        #expect(absent.coverage == [.linuxARM64] && absent.delivered == [])
        let mislabelled = try index(.linuxARM64, child: .read(try manifest(.linuxAMD64)))
        #expect(mislabelled.coverage == [.linuxARM64] && mislabelled.delivered == [.linuxAMD64])
        let asClaimed = try index(.linuxARM64, child: .read(try manifest(.linuxARM64)))
        #expect(asClaimed.delivered == [.linuxARM64])
    }

    @Test func `a platform is pulled from the first entry that offers it`() throws {
        guard case .index(let index) = try index(.linuxARM64) else { return }
        #expect(index.entry(for: .linuxARM64) != nil)
        #expect(index.entry(for: .linuxAMD64) == nil)
    }
}
