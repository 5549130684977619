import Foundation
import TestSupport
import Testing

@Suite(.needs(.registries)) struct FleetAuditIntegrationTests {
    @Test func `an audit of the example fleet finds exactly the expected incidents`() async throws {
        let found = try await ExampleFleet.audit(["rendered", "--policy", ExampleFleet.policy])
        let expected = try ExampleFleet.expected().filter { $0.file.hasPrefix("rendered/") }
        #expect(found.subtracting(expected).sorted() == [], "found and not planted")
        #expect(Set(expected).subtracting(found).sorted() == [], "planted and not found")
    }

    @Test func `with every rule enabled, each rule finds its incidents and nothing else`() async throws {
        let server = try Self.badRegistry()
        let directory = try TemporaryDirectory()
        let registries = try String(contentsOfFile: DevelopmentRegistry.require().registriesFile, encoding: .utf8)
        let bad = ["old", "lying"].map { "  \($0).ameide.example: { endpoint: \"\(server.origin)\" }\n" }.joined()
        try directory.write(registries.replacing("others:", with: bad + "others:"), to: "registries.yaml")
        let found = try await ExampleFleet.audit(
            [
                "rendered", "incidents", "--policy", ExampleFleet.policy, "--policy", "incidents.yaml", "--full-fleet",
                "--drift", "--verify", "config", "--values", "values/base.yaml,values/azure.yaml", "--values",
                "values/base.yaml,values/local.yaml",
            ], registries: directory.file("registries.yaml"))
        let expected = try ExampleFleet.expected()
        #expect(found.subtracting(expected).sorted() == [], "found and not planted")
        #expect(Set(expected).subtracting(found).sorted() == [], "planted and not found")
    }

    @Test func `every rule has an incident, for both clusters if it is about images`() async throws {
        let rules = try await ToolRunner.polyarch().run(["rules"]).output.split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
        #expect(rules.count > 30)
        let expected = try ExampleFleet.expected()
        for rule in rules {
            let files = expected.filter { $0.rule == rule }.map(\.file)
            if ["expired-waiver", "unused-waiver", "unused-override"].contains(rule) {
                #expect(files == ["incidents.yaml"], "\(rule)")
            } else {
                #expect(files.contains { $0.contains("/azure") } && files.contains { $0.contains("/local") }, "\(rule)")
            }
        }
    }

    /// Has a schema 1 manifest, and answers requests by digest with other bytes.
    private static func badRegistry() throws -> FaultServer {
        try FaultServer { request in
            let isOld = request.target.contains("/reports/cruncher/")
            let type = isOld ? "docker.distribution.manifest.v1+prettyjws" : "oci.image.index.v1+json"
            let body =
                isOld
                ? #"{"schemaVersion": 1, "name": "reports/cruncher", "tag": "0.4", "fsLayers": [], "history": []}"#
                : #"{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}"#
            return [.reply(fields: ["Content-Type: application/vnd." + type], body: body)]
        }
    }
}
