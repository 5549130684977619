import Foundation
import TestSupport
import Testing

@Suite(.needs(.registries)) struct CheckCommandIntegrationTests {
    @Test func `an image is shown with its platforms, digest, mirror and pinned reference`() async throws {
        let registry = try DevelopmentRegistry.require()
        let result = try await ToolRunner.polyarch().run([
            "check", "grafana/loki:3.5.7", "--policy", PackageRoot.file("policy/fleet.yaml"), "--registries",
            registry.registriesFile,
        ])
        let digest = try SeededImage.digest("docker.io/grafana/loki:3.5.7")
        for line in [
            "  digest     \(digest)", "  platforms  linux/amd64, linux/arm64",
            "  mirror     ghcr.io/ameideio/mirror/loki:3.5.7", "             flattened; lost linux/arm64",
            "  pinned     docker.io/grafana/loki:3.5.7@\(digest)",
        ] {
            #expect(result.output.contains(line + "\n"))
        }
        #expect(result.status == 1)
        #expect(result.standardError.isEmpty)
    }

    @Test func `a list is read from a file, with comments`() async throws {
        let registry = try DevelopmentRegistry.require()
        let directory = try TemporaryDirectory()
        let list = "# ours\ndocker.io/shapes/nested:1.0  # nested\r\n\r\n\t docker.io/shapes/attested:1.0#"
        try directory.write(list, to: "l")
        let result = try await ToolRunner.polyarch().run(
            ["check", "@l", "--registries", registry.registriesFile, "--format", "json"], in: directory.path)
        let report = try JSONDecoder().decode(Report.self, from: Data(result.standardOutput))
        #expect(report.images.map(\.reference) == ["docker.io/shapes/attested:1.0", "docker.io/shapes/nested:1.0"])
        #expect(report.findings.allSatisfy { $0.locations.allSatisfy { $0.file == nil } })
        #expect(result.status == 0)
    }
}
