import FileSystem
import Foundation
import SourceText
import TestSupport
import Testing

@testable import Patching

@Suite struct FileReplacementTests {
    private static let before = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: nginx:1\n"

    private func patch(_ path: String, original: String = before) throws -> FilePatch {
        try #require(try PinFixture(original, path: path).plan.files.first)
    }

    @Test func `a replaced file has the new bytes and the old mode, and no temporary file is left`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.before, to: "a b.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let patch = try patch(path)
        try FileReplacement(within: [directory.path]).write(patch)
        #expect(try directory.bytes(of: "a b.yaml") == patch.patched)
        #expect(try directory.files() == ["a b.yaml"])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
    }

    @Test func `a file that changed meanwhile is not modified`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.before, to: "a.yaml")
        let patch = try patch(path)
        try directory.write(Self.before + "# someone else\n", to: "a.yaml")
        #expect { try FileReplacement(within: [directory.path]).write(patch) } throws: { error in
            (error as? FileError)?.reason.contains("changed") == true
        }
        #expect(try directory.text(of: "a.yaml") == Self.before + "# someone else\n")
        #expect(try directory.files() == ["a.yaml"])
    }

    @Test func `a change made at the last moment is restored`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.before + "# someone else\n", to: "a.yaml")
        let new = try directory.write("new\n", to: ".new")
        let error = #expect(throws: FileError.self) {
            try FileReplacement.put(new, at: path, insteadOf: Array(Self.before.utf8))
        }
        #expect(error?.reason.contains("changed") == true)
        #expect(try directory.text(of: "a.yaml") == Self.before + "# someone else\n")
        #expect(try directory.files() == ["a.yaml"])
    }

    @Test func `a link is followed within the tree, and stays a link`() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Self.before, to: "base/a.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("link.yaml"), withDestinationPath: "base/a.yaml")
        let patch = try patch(directory.file("link.yaml"))
        try FileReplacement(within: [directory.path]).write(patch)
        #expect(try directory.bytes(of: "base/a.yaml") == patch.patched)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link.yaml")) == "base/a.yaml")
    }

    @Test func `a link that leads out of the tree is refused, of a file or a folder`() throws {
        let outside = try TemporaryDirectory()
        try outside.write(Self.before, to: "a.yaml")
        let directory = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("link.yaml"), withDestinationPath: outside.file("a.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("folder"), withDestinationPath: outside.path)
        for name in ["link.yaml", "folder/a.yaml"] {
            let patch = try patch(directory.file(name))
            #expect(throws: FileError.self) { try FileReplacement(within: [directory.path]).write(patch) }
        }
        #expect(try outside.text(of: "a.yaml") == Self.before)
        // Named by itself it is meant.
        let patch = try patch(directory.file("link.yaml"))
        try FileReplacement(within: [directory.file("link.yaml")]).write(patch)
        #expect(try outside.bytes(of: "a.yaml") == patch.patched)
    }

    @Test func `a folder whose name only begins with a root's name is outside of it`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "tree/x")
        let path = try directory.write(Self.before, to: "tree2/a.yaml")
        #expect(throws: FileError.self) { try FileReplacement(within: [directory.file("tree")]).write(patch(path)) }
    }

    @Test func `a file with several names is refused`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.before, to: "a.yaml")
        try FileManager.default.linkItem(atPath: path, toPath: directory.file("b.yaml"))
        #expect(throws: FileError.self) { try FileReplacement(within: [directory.path]).write(patch(path)) }
        #expect(try directory.text(of: "b.yaml") == Self.before)
    }

    @Test func `a root that does not exist is an error`() {
        #expect(throws: FileError.self) { try FileReplacement(within: ["/nonexistent/x"]) }
    }
}
