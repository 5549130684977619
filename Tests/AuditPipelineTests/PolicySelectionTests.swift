import AuditPipeline
import ImageModel
import PolicyModel
import TestSupport
import Testing

@Suite struct PolicyDiscoveryTests {
    @Test(
        arguments: [
            // In a repository up to its root, the nearest first.
            (["/r/.git", "/r/.polyarch.yaml"], "/r/a/b", "../../.polyarch.yaml", nil),
            (["/r/.git", "/r/.polyarch.yaml", "/r/a/.polyarch.yaml"], "/r/a/b", "../.polyarch.yaml", nil),
            (["/r/.git", "/r/.polyarch.yaml"], "/r", ".polyarch.yaml", nil),
            (["/r/.git", "/.polyarch.yaml"], "/r/a", nil, nil),
            // Outside of a repository only the working folder.
            (["/r/.polyarch.yaml"], "/r/a", nil, nil),
            (["/r/a/.polyarch.yaml"], "/r/a", ".polyarch.yaml", nil),
            (["/.polyarch.yaml"], "/", ".polyarch.yaml", nil),
            // A similar name, where there is no policy.
            (["/r/polyarch.yaml"], "/r", nil, "polyarch.yaml"),
            (["/r/.git", "/r/polyarch.yml"], "/r/a", nil, "../polyarch.yml"),
            (["/r/.git", "/r/.polyarch.yml"], "/r/a", nil, "../.polyarch.yml"),
            (["/r/polyarch.yaml", "/r/.polyarch.yaml"], "/r", ".polyarch.yaml", nil),
            (["/r/polyarch.yaml"], "/r/a", nil, nil),
        ] as [([String], String, String?, String?)])
    func `the nearest policy file is found, and a misnamed one noticed`(
        files: [String], folder: String, path: String?, misnamed: String?
    ) {
        let discovery = PolicyDiscovery(from: folder) { file in
            files.contains(file.hasPrefix("//") ? String(file.dropFirst()) : file)
        }
        #expect(discovery.path == path)
        #expect(discovery.misnamed == misnamed)
        #expect(discovery.isSurelyMeant == (misnamed?.hasSuffix(".polyarch.yml") == true))
    }
}

@Suite struct PolicySelectionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("digest: required\nplatforms: [linux/amd64]\n", to: "base.yaml")
        try directory.write("platforms: [linux/arm64]\n", to: "own.yaml")
        try directory.write("digest: requird\n", to: "broken.yaml")
    }

    private func selection(_ names: String...) -> PolicySelection {
        PolicySelection(files: names.map(directory.file), searches: true)
    }

    @Test func `later layers win over earlier ones, and those over the built-in default`() throws {
        let policy = try selection("base.yaml", "own.yaml").policy()
        #expect(policy.platforms.map(\.description) == ["linux/arm64"])
        #expect(policy.files == [directory.file("base.yaml"), directory.file("own.yaml")])
        let explanation = try selection("base.yaml", "own.yaml").explanation().document
        #expect(explanation.contains("digest: required"))
        #expect(explanation.contains("base.yaml:1") && explanation.contains("own.yaml:1"))
    }

    @Test func `without a file the built-in default applies`() throws {
        #expect(try PolicySelection().policy().files.isEmpty)
        #expect(PolicySelection().misnamedFile == nil)
    }

    @Test(arguments: [
        ("broken.yaml", ":1:9: error: `digest` must be one of"),
        ("missing.yaml", ": error: cannot be read: No such file"),
    ])
    func `a mistake is reported with its place`(file: String, message: String) throws {
        let error = try #require(throws: UsageError.self) { try selection("base.yaml", file).policy() }
        #expect(error.description.hasPrefix(directory.file(file) + message), "\(error)")
    }
}
