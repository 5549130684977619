import Foundation
import TestSupport
import Testing

/// `PROTOCOL.tsv` lists the cases of the protocol catalogue, each with the tests that hold it or the reason why none does.
@Suite struct ProtocolTableTests {
    @Test func `every case names tests that exist, or a reason`() throws {
        let table = try String(
            contentsOfFile: PackageRoot.file("Tests/RegistryAccessTests/PROTOCOL.tsv"), encoding: .utf8)
        let folder = PackageRoot.file("Tests")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("Tests.swift") }
        // A suite stands in the file of its name.
        let suites = Dictionary(files.map { ($0.split(separator: "/").last.map(String.init) ?? "", $0) }) { $1 }
        var known: Set<String> = []
        var cases: Set<Substring> = []
        for line in table.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3 else {
                Issue.record("\(line)")
                continue
            }
            #expect(cases.insert(columns[0]).inserted, "\(line)")
            #expect(!columns[2].isEmpty, "\(line)")
            guard columns[1] == "test" else {
                #expect(columns[1] == "none", "\(line)")
                continue
            }
            for test in columns[2].components(separatedBy: "; ") where known.insert(test).inserted {
                let parts = test.components(separatedBy: ": ")
                let file = try #require(suites[parts[0] + ".swift"], "\(columns[0]): \(test)")
                let source = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                let law = parts.dropFirst().joined(separator: ": ")
                #expect(!law.isEmpty && source.contains(law), "\(columns[0]): \(test)")
            }
        }
        #expect(cases.count == 490)
    }
}
