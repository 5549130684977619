import Foundation
import TestSupport
import Testing

/// A row of `Fixtures/fleet/EXPECTED.tsv`, or the same facts from a report.
struct Incident: Hashable, Comparable, CustomStringConvertible {
    let rule: String
    let severity: String
    let file: String
    let line: Int
    let column: Int

    var description: String { "\(rule) \(severity) \(file):\(line):\(column)" }
    static func < (left: Incident, right: Incident) -> Bool { left.description < right.description }
}

/// `Fixtures/fleet`, audited with the built tool and the development registries.
enum ExampleFleet {
    static let folder = PackageRoot.file("Fixtures/fleet")
    static let policy = PackageRoot.file("policy/fleet.yaml")

    static func expected() throws -> [Incident] {
        try String(contentsOfFile: folder + "/EXPECTED.tsv", encoding: .utf8)
            .split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Incident(
                    rule: fields[0], severity: fields[1], file: fields[2], line: try #require(Int(fields[3])),
                    column: try #require(Int(fields[4])))
            }
    }

    /// The active findings, one per location; fails if anything is unchecked.
    static func audit(_ arguments: [String], registries: String? = nil) async throws -> Set<Incident> {
        let file = try registries ?? DevelopmentRegistry.require().registriesFile
        let result = try await ToolRunner.polyarch().run(
            ["audit"] + arguments + ["--registries", file, "--format", "json"], in: folder)
        #expect(result.status == 1, "\(result.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.standardOutput))
        #expect(report.unchecked.isEmpty)
        let found = report.findings.flatMap { finding in
            finding.locations.filter { $0.status == "active" }.map {
                Incident(
                    rule: finding.rule, severity: finding.severity, file: $0.file ?? "", line: $0.line ?? 0,
                    column: $0.column ?? 0)
            }
        }
        #expect(found.count == Set(found).count, "one finding for one cause at one place")
        return Set(found)
    }
}
