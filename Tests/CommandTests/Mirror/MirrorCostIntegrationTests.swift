import TestSupport
import Testing

/// What a comparison costs, by the registries' logs.
@Suite(.needs(.registries, .skopeo)) struct MirrorCostIntegrationTests {
    /// Seeded copies, and others made here.
    private static let verdicts = [
        "many": "identical", "many-converted": "converted", "mirrored-attested": "identical",
        "mirrored-converted-docker": "converted", "mirrored-converted-oci": "converted",
        "mirrored-diverged": "diverged",
        "mirrored-faithful": "identical", "mirrored-flattened": "flattened", "mirrored-flattened-list": "flattened",
        "mirrored-incomplete": "incomplete", "mirrored-never": "missing", "mirrored-stale": "stale",
        "mirrored-stale-arm64": "stale", "mirrored-subset": "subset", "mirrored-subset-harmless": "subset",
        "mirrored-unattested": "converted", "mirrored-upstream-gone": "upstream-gone", "oci-index": "diverged",
        "single-oci-amd64": "converted",
    ]

    private func fixture() async throws -> MirrorFixture {
        let fixture = try MirrorFixture()
        try fixture.adopt("ameideio/mirror", of: "mirror")
        try fixture.adopt("shapes", of: "upstream")
        let shapes = "docker.io/shapes/"
        try fixture.duplicate("many", as: "many-converted", of: "upstream")
        try await fixture.copy(shapes + "many:1.0", fixture.target("many:1.0"), ["--all", "--preserve-digests"])
        try await fixture.copy(shapes + "many:1.0", fixture.target("many-converted:1.0"), ["--all", "--format", "oci"])
        try await fixture.copy(shapes + "single-docker-amd64:1.0", fixture.target("oci-index:1.0"))
        try await fixture.copy(
            shapes + "single-oci-amd64:1.0", fixture.target("single-oci-amd64:1.0"), ["--format", "v2s2"])
        return fixture
    }

    @Test func `a pair costs at most three requests plus two per required platform`() async throws {
        let fixture = try await fixture()
        let scratch = try TemporaryDirectory()
        let map = Self.verdicts.keys.map { "docker.io/\(fixture.folder)/\($0):1.0 \(fixture.target($0 + ":1.0"))\n" }
        let file = try scratch.write(map.joined(), to: "map.txt")
        var log: [String: Int] = [:]
        for required in [
            ["linux/arm64"], ["linux/amd64", "linux/arm64"], ["linux/amd64", "linux/arm64", "linux/s390x"],
        ] {
            let result = try await fixture.mirror([
                "--map", file, "--format", "json", "--no-cache", "--require-platforms", required.joined(separator: ","),
            ])
            let report = try MirrorJSON(result.standardOutput)
            for pair in report.pairs {
                let name = try #require(pair.target.split(separator: "/").last?.split(separator: ":").first)
                #expect(pair.verdict == Self.verdicts[String(name)], "\(name), \(required)")
            }
            let requests = try await fixture.requests(since: log, count: report.run.requests)
            #expect(requests.count == report.run.requests)
            for name in Self.verdicts.keys {
                let own = requests.filter { $0.contains("/v2/\(fixture.folder)/\(name)/") }
                #expect(own.count <= 3 + 2 * required.count, "\(name): \(own)")
                // Upstream is not read if a HEAD gives the mirror's digest, as some registries count reads.
                if required.count == 2, ["many", "mirrored-faithful"].contains(name) {
                    #expect(own.map { $0.prefix(4) }.sorted() == ["GET ", "HEAD", "HEAD", "HEAD"], "\(own)")
                }
            }
            for request in requests { log[request, default: 0] += 1 }
        }
    }
}
