import TestSupport
import Testing

/// The seeded copies; see `Fixtures/registry/README.md`.
@Suite(.needs(.registries, .skopeo)) struct MirrorShapesIntegrationTests {
    private static let verdicts = [
        ("mirrored-faithful", "identical", "", nil), ("mirrored-attested", "identical", "", "kept"),
        ("mirrored-unattested", "converted", "", "lost"), ("mirrored-converted-oci", "converted", "", nil),
        ("mirrored-converted-docker", "converted", "", nil), ("mirrored-flattened", "flattened", "linux/arm64", nil),
        ("mirrored-flattened-list", "flattened", "linux/arm64", nil),
        ("mirrored-subset", "subset", "linux/arm64", nil),
        ("mirrored-subset-harmless", "subset", "linux/s390x", nil), ("mirrored-stale", "stale", "", nil),
        ("mirrored-stale-arm64", "stale", "", nil), ("mirrored-diverged", "diverged", "", nil),
        ("mirrored-incomplete", "incomplete", "", nil), ("mirrored-never", "missing", "", nil),
        ("mirrored-upstream-gone", "upstream-gone", "", nil),
    ]

    @Test(arguments: verdicts) func `each seeded copy has its verdict`(
        name: String, verdict: String, lost: String, attestations: String?
    ) async throws {
        let fixture = try MirrorFixture()
        let pair = try await fixture.pair("docker.io/shapes/\(name):1.0", "ghcr.io/ameideio/mirror/\(name):1.0")
        #expect(pair.verdict == verdict)
        #expect(pair.lost.joined(separator: " ") == lost)
        #expect(pair.attestations == attestations)
    }
}
