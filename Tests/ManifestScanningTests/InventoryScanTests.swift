import AuditModel
import DocumentReading
import Foundation
import ManifestScanning
import SourceText
import TestSupport
import Testing

@Suite struct InventoryScanTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func scan(_ paths: [String], limits: ReadingLimits = .standard, workers: Int) async throws -> [String] {
        let inputs = try await InputCollector.inputs(for: paths)
        let inventory = await Inventory.scan(inputs, with: ManifestScanner(limits: limits), workers: workers)
        return inventory.occurrences.map { "\($0.file):\($0.position) \($0.object.document) \($0.text)" }
            + inventory.unreadable.map { "\($0.file) \($0.document ?? -1) \($0.kind.rawValue)" }
    }

    private static func pod(_ image: String) -> String {
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: \(image)\n"
    }

    @Test func `the number of workers changes neither results nor their order, in many files or a long one`()
        async throws
    {
        var long = ""
        var expected: [String] = []
        let path = folder.file("long.yaml")
        for number in 0..<16_000 {
            if number % 1000 == 500 { long += "---\na: [\n" }
            long += "---\n" + Self.pod("ghcr.io/acme/app:\(number)") + "# " + String(repeating: "x", count: 60) + "\n"
        }
        try folder.write(long, to: "long.yaml")
        for number in 0..<50 { try folder.write(Self.pod("b:\(number)"), to: "small/\(number).yaml") }
        var line = 1
        for number in 0..<16_000 {
            let broken = (number + 500) / 1000
            if number % 1000 == 500 { line += 2 }
            expected.append("\(path):\(line + 5):12 \(number + broken) ghcr.io/acme/app:\(number)")
            line += 7
        }
        let one = try await scan([folder.file("small"), path], workers: 1)
        #expect(one.count == 16_000 + 50 + 16)
        #expect(Array(one[50..<16_050]) == expected)
        for workers in [2, 5] {
            #expect(try await scan([folder.file("small"), path], workers: workers) == one)
        }
    }

    @Test(arguments: [("utf-16le", [0xFF, 0xFE] as [UInt8]), ("utf-16be", [0xFE, 0xFF])])
    func `UTF-16 is read in parts, wherever they are cut`(name: String, mark: [UInt8]) async throws {
        var text = ""
        for number in 0..<4000 { text += "--- # 😀ä\n" + Self.pod("ghcr.io/acme/app:\(number)") }
        let bytes = text.utf16.flatMap { unit in
            let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            return name == "utf-16le" ? pair : pair.reversed()
        }
        try folder.write(mark + bytes, to: "a.yaml")
        let found = try await scan([folder.file("a.yaml")], workers: 2)
        #expect(found.count == 4000)
        #expect(found.last == "\(folder.file("a.yaml")):24000:12 3999 ghcr.io/acme/app:3999")
    }

    @Test func `an unreadable file is reported, and the others are read`() async throws {
        try folder.write(Self.pod("a:1"), to: "a.yaml")
        let missing = InputCollector.inputs
        let inputs = try await missing([folder.file("a.yaml")])
        try folder.write(Self.pod("b:1"), to: "b.yaml")
        let more = try await missing([folder.file("b.yaml")])
        try FileManager.default.removeItem(atPath: folder.file("a.yaml"))
        let inventory = await Inventory.scan(inputs + more, workers: 2)
        #expect(inventory.occurrences.map(\.text) == ["b:1"])
        #expect(inventory.unreadable.map(\.kind) == [.unreadableFile])
    }
}
