import AuditModel
import DocumentReading
import Foundation
import ManifestScanning
import SourceText
import TestSupport
import Testing

/// Inputs that `scripts/fuzz` found, tested by the law of the fuzzer.
@Suite struct FuzzRegressionTests {
    private static let files =
        (try? FileManager.default.contentsOfDirectory(atPath: PackageRoot.file("Tests/Fuzzing/Regressions")))?.sorted()
        ?? []

    private func describe(_ result: ManifestScanner.Result) -> [String] {
        result.occurrences.map { "\($0.object.document) \($0.position) \($0.path) \($0.parts[0].range) \($0.text)" }
            + result.unreadable.map {
                "\($0.document ?? -1) \($0.position?.description ?? "") \($0.kind) \($0.message)"
            }
    }

    @Test func `there are recorded inputs of the fuzzer`() {
        #expect(!Self.files.isEmpty)
    }

    @Test(arguments: files)
    func `a stream from the fuzzer gives the same result in windows as a whole`(name: String) throws {
        // The first byte of a fuzzer input is the size of the windows.
        let path = PackageRoot.file("Tests/Fuzzing/Regressions/" + name)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)).dropFirst())
        let limits = ReadingLimits(depth: 50, documentSize: 1 << 20)
        let scanner = ManifestScanner(limits: limits)
        let whole = describe(scanner.scan(SourceFile(path: "f", bytes: bytes))).sorted()
        for size in [1, 17, 46, 100, 256] {
            var found: [String] = []
            var offset = 0
            var reader = unsafe WindowReader(path: "f", limits: limits, size: size) { buffer in
                let count = min(buffer.count, bytes.count - offset)
                unsafe buffer.copyBytes(from: bytes[offset..<offset + count])
                offset += count
                return count
            }
            while let window = try reader.next() { found += describe(scanner.scan(window)) }
            #expect(found.sorted() == whole, "windows of \(size)")
        }
    }
}
