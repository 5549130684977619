import Foundation
import TestSupport
import Testing

/// What `scripts/fuzz registry` started from and found, held to the same laws as there.
@Suite struct RegistryFuzzRegressionTests {
    private static let folder = PackageRoot.file("Tests/Fuzzing/RegistryRegressions/")
    private static let files = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []

    @Test func `there are some`() {
        #expect(!Self.files.isEmpty)
    }

    @Test(arguments: files)
    func `what a fuzzer made up breaks no law`(name: String) throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.folder + name)))
        #expect(FuzzedInput(bytes: bytes).broken == [])
    }
}
