import AuditModel
import FileSystem
import Foundation
import ManifestScanning
import SourceText
import TestSupport
import Testing

@Suite struct InputCollectorTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// Paths relative to the folder.
    private func names(
        _ paths: [String] = [""], excluding patterns: [String] = [], respectingGitignore: Bool = false
    ) async throws -> [String] {
        let selection = InputCollector.Selection(
            excluded: try patterns.map { try GlobPattern($0) }, respectsGitignore: respectingGitignore)
        let collector = try await InputCollector(paths.map { $0.isEmpty ? folder.path : folder.file($0) }, selection)
        #expect(collector.unreadable.isEmpty)
        return collector.inputs.map { String($0.path.dropFirst(folder.path.count + 1)) }
    }

    private func write(_ names: String...) throws {
        for name in names { try folder.write("a: 1\n", to: name) }
    }

    @Test func `a folder gives its YAML and JSON files, sorted, without hidden entries`() async throws {
        try write("b.yml", "a.yaml", "B/c.json", "a/b/d.yaml", ".hidden.yaml", ".git/x.yaml", "notes.txt", "yaml")
        #expect(try await names() == ["B/c.json", "a/b/d.yaml", "a.yaml", "b.yml"])
    }

    @Test func `a path that is named twice is read once, and a named file may have any name`() async throws {
        try write("a/x.yaml", "a/.notes")
        #expect(try await names(["a", "a/x.yaml", "a/.notes"]) == ["a/x.yaml", "a/.notes"])
    }

    @Test func `a glob without a slash is for names, another for paths below the folder`() async throws {
        try write("a.json", "x/b.json", "x/tests/c.yaml", "x/y/tests/d.yaml", "x/e.yaml", "tests/f.yaml")
        #expect(try await names(excluding: ["*.json", "tests"]) == ["x/e.yaml"])
        #expect(
            try await names(excluding: ["x/*.json", "x/**/tests"]) == ["a.json", "tests/f.yaml", "x/e.yaml"])
    }

    @Test func `a link inside of the folder is read, one that leads out of it is listed`() async throws {
        let other = try TemporaryDirectory()
        try other.write("a: 1\n", to: "secret.yaml")
        try write("tree/a/real.yaml")
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("tree/" + name), withDestinationPath: target)
        }
        try link("in.yaml", to: "a/real.yaml")
        try link("out.yaml", to: other.file("secret.yaml"))
        try link("loop", to: "..")
        try link("gone.yaml", to: "nowhere")
        let collector = try await InputCollector([folder.file("tree")])
        #expect(collector.inputs.map(\.path) == ["tree/a/real.yaml", "tree/in.yaml"].map(folder.file))
        #expect(collector.unreadable.map(\.file) == ["tree/gone.yaml", "tree/out.yaml"].map(folder.file))
    }

    @Test func `a folder that cannot be listed hides no other`() async throws {
        try write("a/x.yaml", "c/z.yaml")
        // Too long to be opened, for root too.
        let name = String(repeating: "n", count: 250)
        var deep = folder.path + "/b"
        var made = true
        for _ in 0..<20 where made {
            made = (try? FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)) != nil
            deep += "/" + name
        }
        let collector = try await InputCollector([folder.path])
        #expect(collector.inputs.count == 2)
    }

    @Test func `a folder without anything to scan is named`() async throws {
        try write("empty/notes.txt", "full/a.yaml")
        let collector = try await InputCollector([folder.file("empty"), folder.file("full")])
        #expect(collector.emptyFolders == [folder.file("empty")])
    }

    @Test func `a path that does not exist is an error`() async throws {
        await #expect(throws: FileError.self) { try await names(["gone.yaml"]) }
    }

    @Test func `paths that git ignores are skipped, and tracked files never are`() async throws {
        try write("kept.yaml", "out/built.yaml", "out/tracked.yaml", "a/local.yaml", "a/kept.yaml")
        try folder.write("out/\nlocal.yaml\n", to: ".gitignore")
        try await ToolRunner.shell("git init -q . && git add -f out/tracked.yaml", in: folder.path)
        #expect(
            try await names(respectingGitignore: true) == ["a/kept.yaml", "kept.yaml", "out/tracked.yaml"])
        #expect(try await names(["a"], respectingGitignore: true) == ["a/kept.yaml"])
    }

    @Test func `without a work tree, skipping what git ignores is an error`() async throws {
        try write("a.yaml")
        await #expect(throws: FileError.self) { try await names(respectingGitignore: true) }
    }
}
