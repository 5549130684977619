import Foundation
import TestSupport
import Testing

/// The seeds and findings of `scripts/fuzz registry`, checked by the same invariants.
@Suite struct RegistryFuzzRegressionTests {
    private static let folder = PackageRoot.file("Tests/Fuzzing/RegistryRegressions/")
    private static let files = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []

    @Test func `the regression corpus is not empty`() {
        #expect(!Self.files.isEmpty)
    }

    @Test(arguments: files)
    func `no fuzzer regression breaks an invariant`(name: String) throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.folder + name)))
        #expect(FuzzedInput(bytes: bytes).broken == [])
    }
}
