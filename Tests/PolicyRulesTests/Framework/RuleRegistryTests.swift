import AuditModel
import Foundation
import PolicyModel
import PolicyRules
import TestSupport
import Testing

@Suite struct RuleRegistryTests {
    @Test func `every file of rules is registered, under the name of its rule`() throws {
        let folder = PackageRoot.file("Sources/PolicyRules/Rules")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
            .compactMap { $0.split(separator: "/").last?.dropLast(".swift".count) }
        #expect(files.sorted() == RuleRegistry.rules.map { Substring("\($0)") })
        for rule in RuleRegistry.rules {
            let name = "\(rule)".reduce(into: "") { name, character in
                name += (character.isUppercase && !name.isEmpty ? "-" : "") + character.lowercased()
            }
            #expect(rule.description.id.name == name)
        }
    }

    @Test(arguments: RuleRegistry.descriptions.map(\.id.name))
    func `the description of a rule is complete`(name: String) throws {
        let rule = try #require(RuleRegistry.descriptions.first { $0.id.name == name })
        #expect(!rule.title.hasSuffix("."))
        for text in [rule.rationale, rule.remedy] { #expect(text.hasSuffix(".") && !text.contains("  ")) }
    }

    @Test(arguments: RuleRegistry.descriptions.map(\.id.name))
    func `the violating example violates its rule, and the conforming one does not`(name: String) throws {
        let rule = try #require(RuleRegistry.descriptions.first { $0.id.name == name })
        let violating = try audit(rule.violating)
        #expect(violating.evaluation.findings.contains { $0.rule == rule.id && $0.severity == rule.severity })
        let conforming = try audit(rule.conforming)
        #expect(conforming.evaluation.findings.allSatisfy { $0.rule != rule.id })
        #expect(violating.evaluation.unchecked.isEmpty && conforming.evaluation.unchecked.isEmpty)
    }

    @Test(arguments: RuleRegistry.descriptions.filter(\.isTextual).map(\.id.name))
    func `a textual rule needs no registry`(name: String) throws {
        let rule = try #require(RuleRegistry.descriptions.first { $0.id.name == name })
        let (uses, facts) = scanned(rule.violating)
        let plan = Plan(uses, policy: try policy(rule.violating.policy ?? "rules: {}"), facts: facts)
        let today = try #require(RuleRegistryTests.today)
        let findings = Evaluation(of: plan.informed(by: Resolutions()), today: today).findings
        #expect(findings.contains { $0.rule == rule.id })
    }

    /// `POLYARCH_RECORD=1` writes the pages; look at them before committing.
    @Test(arguments: RuleRegistry.descriptions.map(\.id.name))
    func `the page of a rule is up to date`(name: String) throws {
        let rule = try #require(RuleRegistry.descriptions.first { $0.id.name == name })
        let page = URL(fileURLWithPath: PackageRoot.file("policy/rules/\(name).md"))
        let text = RulePage.markdown(rule)
        let committed = try? String(contentsOf: page, encoding: .utf8)
        if committed != text, ProcessInfo.processInfo.environment["POLYARCH_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: page)
        }
        let isCurrent = committed == text
        #expect(isCurrent, "POLYARCH_RECORD=1 writes \(page.path)")
    }

    @Test func `no page of a removed rule is left`() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: PackageRoot.file("policy/rules"))
        #expect(Set(pages) == Set(RuleRegistry.names.map { $0 + ".md" }))
    }

    /// `POLYARCH_RECORD=1` writes them.
    @Test func `the schema of policies names every rule`() throws {
        let file = URL(fileURLWithPath: PackageRoot.file("policy/policy.schema.json"))
        if ProcessInfo.processInfo.environment["POLYARCH_RECORD"] == "1" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let start = try #require(text.range(of: #""ruleName": {"#))
            let open = try #require(text.range(of: "\"enum\": [\n", range: start.upperBound..<text.endIndex))
            let close = try #require(text.range(of: "\n      ]", range: open.upperBound..<text.endIndex))
            let names = RuleRegistry.names.sorted().map { "        \"\($0)\"" }.joined(separator: ",\n")
            let recorded = text.replacingCharacters(in: open.upperBound..<close.lowerBound, with: names)
            if recorded != text { try Data(recorded.utf8).write(to: file) }
        }
        let schema = try JSONDecoder().decode(Schema.self, from: Data(contentsOf: file))
        #expect(schema.definitions.ruleName.names == RuleRegistry.names.sorted())
    }

    private struct Schema: Decodable {
        struct Definitions: Decodable { let ruleName: Names }
        struct Names: Decodable {
            let names: [String]
            enum CodingKeys: String, CodingKey { case names = "enum" }
        }
        let definitions: Definitions
        enum CodingKeys: String, CodingKey { case definitions = "$defs" }
    }

    private static let today = CalendarDate("2026-06-15")

    private func audit(_ example: RuleDescription.Example) throws -> Audit {
        let (uses, facts) = scanned(example)
        #expect(!uses.isEmpty)
        return try Audit(
            uses, policy: try policy(example.policy ?? "rules: {}"), registry: example.registry, options: deepest,
            facts: facts)
    }
}
