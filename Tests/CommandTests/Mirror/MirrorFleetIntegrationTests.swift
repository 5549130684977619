import Foundation
import TestSupport
import Testing

/// The example fleet's mirror list, which is the matrix of a workflow.
@Suite(.needs(.registries, .skopeo)) struct MirrorFleetIntegrationTests {
    private static let list = PackageRoot.file("Fixtures/fleet/mirror-images.yaml")
    private static let policy = ["--policy", PackageRoot.file("policy/fleet.yaml")]

    @Test func `the fleet's mirror list is checked in one run, renamed targets included`() async throws {
        let fixture = try MirrorFixture()
        let result = try await fixture.mirror(["--map", Self.list, "--format", "json"] + Self.policy)
        let report = try MirrorJSON(result.standardOutput)
        #expect(result.status == 1)
        #expect(report.schema == "polyarch.mirror/v1")
        #expect(report.summary.pairs == 36)
        #expect(report.summary.verdicts.filter { $1 > 0 } == ["identical": 32, "flattened": 3, "missing": 1])
        #expect(
            report.pairs.filter { $0.verdict != "identical" }.map(\.source) == [
                "docker.io/grafana/loki:3.5.7", "quay.io/minio/mc:RELEASE.2025-08-13T08-35-41Z",
                "docker.io/otel/opentelemetry-collector-contrib:0.138.0", "docker.io/unleashorg/unleash-server:7.3.0",
            ])
        let renamed = report.pairs.filter { pair in
            pair.source.split(separator: "/").last != pair.target.split(separator: "/").last
        }
        #expect(
            renamed.map(\.target) == [
                "ghcr.io/ameideio/mirror/bitnami-os-shell:12-debian-12-r51",
                "ghcr.io/ameideio/mirror/clickhouse-metrics-exporter:0.25.4",
                "ghcr.io/ameideio/mirror/envoy-gateway:v1.5.4",
            ])
    }

    @Test func `the repair script makes the second run pass`() async throws {
        let fixture = try MirrorFixture()
        try fixture.adopt("ameideio/mirror", of: "mirror")
        let list = try String(contentsOfFile: Self.list, encoding: .utf8)
        let scratch = try TemporaryDirectory()
        try scratch.write(
            list.replacingOccurrences(of: "ghcr.io/ameideio/mirror", with: "ghcr.io/" + fixture.folder), to: "map.yaml")
        let script = scratch.file("repair.sh")
        let first = try await fixture.mirror(["--map", "map.yaml", "--write-script", script], in: scratch.path)
        #expect(first.status == 1)
        #expect(first.output.contains("4 errors, 0 warnings, 0 notes, 0 unchecked"))

        let repair = try await ToolRunner(executable: script).run([])
        #expect(repair.status == 0, "\(repair.errors)")
        let second = try await fixture.mirror(["--map", "map.yaml", "--format", "json"], in: scratch.path)
        #expect(second.status == 0)
        #expect(try MirrorJSON(second.standardOutput).summary.verdicts["identical"] == 36)
    }

    @Test func `every image in the manifests is compared, from mirror names and upstream names`() async throws {
        let fixture = try MirrorFixture()
        let rendered = PackageRoot.file("Fixtures/fleet/rendered")
        let result = try await fixture.mirror(["--fleet", rendered, "--format", "json"] + Self.policy)
        let report = try MirrorJSON(result.standardOutput)
        #expect(result.status == 1)
        let bad = Dictionary(
            report.pairs.filter { $0.verdict != "identical" }.map { ($0.source, $0.verdict) }, uniquingKeysWith: { $1 })
        #expect(Set(bad.values) == ["flattened", "missing"])
        #expect(
            Set(bad.keys.compactMap { $0.split(separator: ":").first }) == [
                "docker.io/grafana/loki", "quay.io/minio/mc", "docker.io/otel/opentelemetry-collector-contrib",
                "docker.io/unleashorg/unleash-server",
            ])
        // The last component alone does not tell the upstream; a list does.
        let unknown = Set(report.unchecked.filter { $0.kind == "unknown-upstream" }.compactMap(\.image))
        #expect(unknown.contains { $0.contains("/clickhouse-backup:") })
        let both = try await fixture.mirror(
            ["--fleet", rendered, "--map", Self.list, "--format", "json"] + Self.policy)
        let better = try MirrorJSON(both.standardOutput)
        #expect(!better.unchecked.contains { $0.image?.contains("/clickhouse-backup:") == true })
        #expect(better.pairs.contains { $0.source.hasPrefix("docker.io/altinity/clickhouse-backup:") })
    }

    @Test func `two images with one mirror name are refused before any request`() async throws {
        let fixture = try MirrorFixture()
        let scratch = try TemporaryDirectory()
        try scratch.write(
            """
            apiVersion: v1
            kind: Pod
            metadata: { name: both }
            spec:
              containers:
                - { name: a, image: "docker.io/acme/tool:1" }
                - { name: b, image: "quay.io/other/tool:2" }
            """, to: "pod.yaml")
        let fleet = try await fixture.mirror(["--fleet", "pod.yaml"] + Self.policy, in: scratch.path)
        #expect(fleet.status == 64)
        #expect(
            fleet.errors == """
                polyarch: pod.yaml:7:25: error: docker.io/acme/tool:1 (pod.yaml:6:25) and quay.io/other/tool:2 \
                (pod.yaml:7:25) would both be ghcr.io/ameideio/mirror/tool in the mirror\n
                """)
        try scratch.write("a/b:1 ghcr.io/x/b:1\nc/b:1 ghcr.io/x/b:1\n", to: "map.txt")
        let map = try await fixture.mirror(["--map", "map.txt"], in: scratch.path)
        #expect(map.status == 64)
        #expect(map.errors.hasPrefix("polyarch: map.txt:2:1: error: docker.io/a/b:1 (map.txt:1:1) and docker.io/c/b:1"))
    }
}
