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
        let table = ProtocolTable(suites: try Self.suites(), numbers: ProtocolTable.cases)
        #expect(table.complaints(about: text) == [])
        #expect(ProtocolTable.cases.count == 490)
    }

    @Test(arguments: [
        ("1.01\tx\ttest\tATests: a law\n1.02\ty\tnone\twhy\n", []),
        ("1.01\tx\ttest\tATests: a law\t\"x\"\texcept: y\n1.02\ty\tnone\twhy\n", []),
        ("1.01\tx\ttest\tATests: a law; ATests: older form\n1.02\ty\tnone\twhy\n", []),
        ("1.01\tx\ttest\tATests: a law\n", ["1.02: missing"]),
        ("1.01\tx\tnone\twhy\n1.01\tx\tnone\twhy\n1.02\ty\tnone\twhy\n", ["1.01: repeated or unknown"]),
        (
            "1.01\tx\tnone\twhy\n1.02\ty\tnone\twhy\n1.03\tz\tnone\twhy\n",
            ["1.03: repeated or unknown"]
        ),
        ("1.01\tx\ttest\tBTests: a law\n1.02\ty\tnone\twhy\n", ["1.01: no suite BTests"]),
        ("1.01\tx\ttest\tATests: law\n1.02\ty\tnone\twhy\n", ["1.01: ATests has no test 'law'"]),
        ("1.01\tx\ttest\tATests\n1.02\ty\tnone\twhy\n", ["1.01: ATests has no test ''"]),
        (
            "1.01\tx\ttest\tATests: a law\t\"z\"\n1.02\ty\tnone\twhy\n",
            ["1.01: none of its suites contains '\"z\"'"]
        ),
        (
            "1.01\tx\tnone\t\n1.02\ty\tnone\twhy\n",
            ["1.01: needs a description, `test` or `none`, and tests or a reason", "1.01: missing"]
        ),
        (
            "1.01\tnone\twhy\n1.02\ty\tnone\twhy\n",
            ["1.01: needs a description, `test` or `none`, and tests or a reason", "1.01: missing"]
        ),
        ("1.01\tx\tlater\twhy\n1.02\ty\tnone\twhy\n", ["1.01: needs `test`, or `none` with only a reason"]),
    ])
    func `an incomplete or wrong table is reported`(rows: String, expected: [String]) {
        let source = #"@Test(arguments: ["x"]) func `a law`(text: String) {}  @Test("older form") func old() {}"#
        let table = ProtocolTable(suites: ["ATests": source], numbers: ProtocolTable.numbers(in: "1.01-1.02"))
        #expect(table.complaints(about: "head\n" + rows) == expected)
    }
}
