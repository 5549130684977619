import FileSystem
import Foundation
import TestSupport
import Testing

@Suite struct FileSystemTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: folder.file(name))[.posixPermissions] as? Int
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func `a file of any size is read whole, up to the limit`(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try folder.write(bytes, to: "a")
        #expect(try FileContents.read(folder.file("a"), limit: size) == bytes)
        for expected in [0, size - 1, size, size + 1] {
            let stream = try FileStream(folder.file("a"))
            #expect(try stream.readToEnd(limit: size, expecting: max(0, expected)) == bytes)
        }
        if size > 0 {
            #expect(throws: FileError.self) { try FileContents.read(folder.file("a"), limit: size - 1) }
        }
    }

    @Test func `an error names the action, the file and the reason`() throws {
        let missing = #expect(throws: FileError.self) { try FileContents.read("/nonexistent", limit: 1) }
        #expect(missing?.description == "/nonexistent: cannot be read: No such file or directory")
        #expect(missing?.isAbsence == true)
        let unwritable = #expect(throws: FileError.self) { try FileContents.replace("/nonexistent/a", with: []) }
        #expect(unwritable?.description == "/nonexistent/a: cannot be written: No such file or directory")
    }

    @Test func `a replaced file keeps its mode, and leaves no temporary file`() throws {
        let path = try folder.write("old", to: "a")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try FileContents.replace(path, with: Array("new".utf8))
        #expect(try folder.text(of: "a") == "new")
        #expect(try mode("a") == 0o640)
        try FileContents.replace(path, with: [], isExecutable: true)
        #expect(try mode("a") == 0o750)
        #expect(try folder.files() == ["a"])
    }

    @Test func `a new file has the permissions of any new file`() throws {
        try Data().write(to: URL(fileURLWithPath: folder.file("other")))
        try FileContents.replace(folder.file("new"), with: [])
        #expect(try mode("new") == mode("other"))
    }

    @Test func `a file that cannot be replaced leaves no temporary file`() throws {
        try folder.write("", to: "a/b")
        let file = try TemporaryFile.write([1], beside: folder.file("a"), mode: 0o600)
        #expect(throws: FileError.self) { try file.rename(to: folder.file("a")) }
        #expect(try folder.files() == ["a/b"])
    }

    @Test func `a folder lists its entries by the bytes of their names`() throws {
        for name in ["b", "a.x", "a/c", ".hidden", "B", "ä"] { try folder.write("", to: name) }
        let entries = try Folder.entries(of: folder.path)
        #expect(entries.map(\.name) == [".hidden", "B", "a", "a.x", "b", "ä"])
        #expect(throws: FileError.self) { try Folder.entries(of: folder.file("b")) }
        #expect(throws: FileError.self) { try Folder.entries(of: folder.file("none")) }
    }
}
