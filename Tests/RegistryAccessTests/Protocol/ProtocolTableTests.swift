import Foundation
import TestSupport
import Testing

@Suite struct ProtocolTableTests {
    private static func suites() throws -> [String: String] {
        let folder = PackageRoot.file("Tests")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("Tests.swift") }
        return try files.reduce(into: [:]) { suites, file in
            let name = String(file.split(separator: "/").last?.dropLast(6) ?? "")
            suites[name, default: ""] += try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
        }
    }

    @Test func `every case names existing tests or a reason`() throws {
        let text = try String(
            contentsOfFile: PackageRoot.file("Tests/RegistryAccessTests/PROTOCOL.tsv"), encoding: .utf8)
        let table = ProtocolTable(suites: try Self.suites(), numbers: ProtocolTable.catalogue)
        #expect(table.complaints(about: text) == [])
        #expect(ProtocolTable.catalogue.count == 490)
    }

    @Test(arguments: [
        ("1.01\ttest\tATests: a law\n1.02\tnone\twhy\n", []),
        ("1.01\ttest\tATests: a law\t\"x\"\texcept: y\n1.02\tnone\twhy\n", []),
        ("1.01\ttest\tATests: a law; ATests: older form\n1.02\tnone\twhy\n", []),
        ("1.01\ttest\tATests: a law\n", ["1.02: missing"]),
        ("1.01\tnone\twhy\n1.01\tnone\twhy\n1.02\tnone\twhy\n", ["1.01: twice, or no case"]),
        ("1.01\tnone\twhy\n1.02\tnone\twhy\n1.03\tnone\twhy\n", ["1.03: twice, or no case"]),
        ("1.01\ttest\tBTests: a law\n1.02\tnone\twhy\n", ["1.01: there is no suite BTests"]),
        ("1.01\ttest\tATests: law\n1.02\tnone\twhy\n", ["1.01: ATests has no test 'law'"]),
        ("1.01\ttest\tATests\n1.02\tnone\twhy\n", ["1.01: ATests has no test ''"]),
        ("1.01\ttest\tATests: a law\t\"z\"\n1.02\tnone\twhy\n", ["1.01: '\"z\"' stands in none of its suites"]),
        ("1.01\tnone\t\n1.02\tnone\twhy\n", ["1.01: a case, `test` or `none`, and which or why", "1.01: missing"]),
        ("1.01\tlater\twhy\n1.02\tnone\twhy\n", ["1.01: `test`, or `none` with its reason"]),
    ])
    func `an incomplete or wrong table is reported`(rows: String, expected: [String]) {
        let source = #"@Test(arguments: ["x"]) func `a law`(text: String) {}  @Test("older form") func old() {}"#
        let table = ProtocolTable(suites: ["ATests": source], numbers: ProtocolTable.numbers(in: "1.01-1.02"))
        #expect(table.complaints(about: "head\n" + rows) == expected)
    }
}
