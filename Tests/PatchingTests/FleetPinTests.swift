import AuditModel
import FileSystem
import Foundation
import ImageModel
import ManifestScanning
import SourceText
import TestSupport
import Testing

@testable import Patching

@Suite struct FleetPinTests {
    private static let fleet = "Fixtures/fleet/rendered"

    @Test func `one patch for all files applies, and PyYAML sees nothing but digests added`() async throws {
        let directory = try TemporaryDirectory()
        let source = PackageRoot.file(Self.fleet)
        var pins: [Pin] = []
        var written: [String: [String]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: source).sorted() where name.hasSuffix(".yaml") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: source + "/" + name)))
            try directory.write(bytes, to: name)
            for occurrence in ManifestScanner().scan(SourceFile(path: name, bytes: bytes)).occurrences {
                guard let reference = try? occurrence.reference.get(), occurrence.confidence != .possible,
                    let replacement = try PinFixture.pinned(reference)
                else { continue }
                pins.append(Pin(occurrence, replacement: replacement))
                written[name, default: []].append(occurrence.text)
            }
        }
        #expect(pins.count > 50, "the fleet is there")
        let read = { (path: String) throws(FileError) in
            SourceFile(path: path, bytes: try FileContents.read(directory.file(path), limit: 1 << 20))
        }
        let plan = PinPlan(pins, read: read)
        #expect(plan.skipped.map(\.reason) == [])

        let names = written.keys.sorted()
        let before = try await PinFixture.pyYAML(names.map(directory.file)).map { PinFixture.strings($0) }
        let patch = try directory.write(plan.patch(from: directory.path).bytes, to: "pins.patch")
        let result = try await ToolRunner(executable: "/usr/bin/git").run(["apply", patch], in: directory.path)
        #expect(result.status == 0, "\(result.errors)")
        let after = try await PinFixture.pyYAML(names.map(directory.file)).map { PinFixture.strings($0) }
        for (index, name) in names.enumerated() {
            #expect(before[index].keys == after[index].keys)
            var changed: Set<String> = []
            for (path, text) in before[index] where after[index][path] != text {
                let digest = "@" + PinFixture.digest
                #expect(after[index][path]?.replacing(digest, with: "") == Self.withoutDigests(text))
                changed.insert(text)
            }
            for image in written[name] ?? [] { #expect(changed.contains { $0.contains(image) }, "\(name): \(image)") }
        }
    }

    private static func withoutDigests(_ text: String) -> String { text.replacing(/@sha256:[0-9a-f]{64}/, with: "") }
}
