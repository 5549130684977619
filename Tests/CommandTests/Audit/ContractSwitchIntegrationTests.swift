import Foundation
import TestSupport
import Testing

/// The example fleet with the keys of its contract changed one at a time, as its Helm globals would.
@Suite(.needs(.registries)) struct ContractSwitchIntegrationTests {
    /// The findings with `policy/fleet.yaml` without its contract, the fleet's globals for one cluster, and `change`.
    private func audit(_ cluster: String, _ change: String? = nil) async throws -> Set<Incident> {
        let directory = try TemporaryDirectory()
        let fleet = try String(contentsOfFile: ExampleFleet.policy, encoding: .utf8)
        let start = try #require(fleet.range(of: "images:\n"))
        let end = try #require(fleet.range(of: "digest:"))
        try directory.write(
            fleet.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: ""), to: "fleet.yaml")
        var files = [directory.file("fleet.yaml"), "globals/base.yaml", "globals/\(cluster).yaml"]
        if let change {
            try directory.write("global: { ameide: { images: { policy: { \(change) } } } }\n", to: "change.yaml")
            files.append(directory.file("change.yaml"))
        }
        return try await ExampleFleet.audit(["rendered"] + files.flatMap { ["--policy", $0] })
    }

    /// `rule severity file`, without the line.
    private func named(_ incidents: Set<Incident>) -> [String] {
        incidents.map { "\($0.rule) \($0.severity) \($0.file.dropFirst("rendered/".count))" }.sorted()
    }

    @Test func `the globals adapt the shipped policy to a cluster`() async throws {
        let expected = try ExampleFleet.expected().filter { $0.file.hasPrefix("rendered/") }
        #expect(try await audit("azure") == Set(expected))
        #expect(try await audit("local") == Set(expected))
    }

    @Test func `with no preferred mirror, upstream images are not compared with it`() async throws {
        let before = try await audit("azure")
        let after = try await audit("azure", "preferMirror: false")
        #expect(
            named(before.subtracting(after)) == [
                "mirror-flattened error azure/opentelemetry/collector.yaml",
                "mirror-flattened error local/opentelemetry/collector-cr.yaml",
                "mirror-missing error azure/unleash/unleash.yaml", "mirror-missing error local/unleash/unleash.yaml",
                "upstream-used warning azure/keycloak/keycloak.yaml",
            ])
        // Docker Hub is still denied, but the mirror is no longer blamed.
        #expect(
            named(after.subtracting(before)) == [
                "denied-registry error azure/opentelemetry/collector.yaml",
                "denied-registry error azure/unleash/unleash.yaml",
                "denied-registry error local/opentelemetry/collector-cr.yaml",
                "denied-registry error local/unleash/unleash.yaml",
            ])
    }

    @Test func `with one required architecture, the others may be missing`() async throws {
        let before = try await audit("azure")
        let after = try await audit("azure", "requireMultiArch: false")
        #expect(
            named(before.subtracting(after)) == [
                "mirror-flattened error azure/opentelemetry/collector.yaml",
                "mirror-flattened error local/opentelemetry/collector-cr.yaml",
                "missing-platform error azure/agents/agent-runtime.yaml",
                "missing-platform error azure/agents/edge-gateway.yaml", "missing-platform error azure/loki/loki.yaml",
                "missing-platform error azure/minio/buckets.yaml",
                "missing-platform error local/agents/agent-runtime.yaml", "missing-platform error local/loki/loki.yaml",
                "missing-platform error local/minio/buckets.yaml", "missing-platform error local/vllm/evaluation.yaml",
            ])
        // Platforms that are not required are a note.
        #expect(
            named(after.subtracting(before)) == [
                "mirror-flattened note azure/loki/loki.yaml", "mirror-flattened note azure/minio/buckets.yaml",
                "mirror-flattened note azure/opentelemetry/collector.yaml",
                "mirror-flattened note local/loki/loki.yaml", "mirror-flattened note local/minio/buckets.yaml",
                "mirror-flattened note local/opentelemetry/collector-cr.yaml",
            ])
        // Those images lack arm64.
        #expect(try await audit("local", "requireMultiArch: false") == audit("local"))
    }

    @Test func `another mirror has its own copies or none`() async throws {
        let before = try await audit("azure")
        let after = try await audit("azure", "mirrorRegistry: ghcr.io/ameideio/elsewhere")
        #expect(
            named(before.subtracting(after)) == [
                "mirror-flattened error azure/opentelemetry/collector.yaml",
                "mirror-flattened error local/opentelemetry/collector-cr.yaml",
                "upstream-used warning azure/keycloak/keycloak.yaml",
            ])
        #expect(
            named(after.subtracting(before)) == [
                "mirror-missing error azure/keycloak/keycloak.yaml",
                "mirror-missing error azure/opentelemetry/collector.yaml",
                "mirror-missing error local/opentelemetry/collector-cr.yaml",
            ])
    }
}
