import Foundation
import TestSupport
import Testing

/// One line of `Fixtures/fleet/EXPECTED.tsv`, or the same of a report.
private struct Incident: Hashable, Comparable, CustomStringConvertible {
    let rule: String
    let severity: String
    let file: String
    let line: Int
    let column: Int

    var description: String { "\(rule) \(severity) \(file):\(line):\(column)" }
    static func < (left: Incident, right: Incident) -> Bool { left.description < right.description }
}

@Suite struct FleetAuditTests {
    private static let fleet = PackageRoot.file("Fixtures/fleet")

    private static func expected() throws -> [Incident] {
        try String(contentsOfFile: fleet + "/EXPECTED.tsv", encoding: .utf8)
            .split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Incident(
                    rule: fields[0], severity: fields[1], file: fields[2], line: try #require(Int(fields[3])),
                    column: try #require(Int(fields[4])))
            }
    }

    @Test func `an audit of the example fleet finds each incident at its place and nothing else`() async throws {
        let registry = try DevelopmentRegistry.require()
        let result = try await ToolRunner.polyarch().run(
            [
                "audit", "rendered", "--policy", PackageRoot.file("policy/fleet.yaml"), "--registries",
                registry.registriesFile, "--format", "json",
            ], in: Self.fleet)
        #expect(result.status == 1, "\(result.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.standardOutput))
        let found = report.findings.flatMap { finding in
            finding.locations.map {
                Incident(
                    rule: finding.rule, severity: finding.severity, file: $0.file ?? "", line: $0.line ?? 0,
                    column: $0.column ?? 0)
            }
        }
        let expected = try Self.expected()
        #expect(Set(found).subtracting(expected).sorted() == [], "found and not planted")
        #expect(Set(expected).subtracting(found).sorted() == [], "planted and not found")
        #expect(found.count == Set(found).count, "one finding for one cause at one place")
        #expect(report.unchecked.isEmpty)
    }
}
