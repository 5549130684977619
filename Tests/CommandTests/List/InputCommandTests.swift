import Foundation
import TestSupport
import Testing

/// A realistic folder, read by the built binary.
private struct Tree {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let files = [
            "t/b/z.yaml": "one", "t/a/y.yml": "two", "t/a/.hidden/x.yaml": "hidden", "t/.dot.yaml": "hidden",
            "t/notes.txt": "text", "t/generated/g.yaml": "generated", "out/o.yaml": "outside",
        ]
        for (path, name) in files { try directory.write(Self.pod(name), to: path) }
        try directory.write(
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\ud83d\ude00"},"spec":{"containers":[{"image":"json"}]}}"#,
            to: "t/c/j.json")
        try directory.write("generated/\n", to: "t/.gitignore")
        for (link, path) in [("t/folder", "../out"), ("t/out.yaml", "../out/o.yaml"), ("t/c/in.yaml", "../b/z.yaml")] {
            try FileManager.default.createSymbolicLink(atPath: directory.file(link), withDestinationPath: path)
        }
    }

    static func pod(_ image: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - image: \(image)\n"
    }

    func list(
        _ arguments: [String], input: String? = nil
    ) async throws -> (status: Int32, places: [String], errors: String) {
        let result = try await ToolRunner.polyarch().run(
            ["list"] + arguments, input: input.map { Array($0.utf8) }, in: directory.path)
        return (
            result.status,
            result.output.split(separator: "\n").map { line in
                line.split(separator: " ", omittingEmptySubsequences: true).prefix(2).joined(separator: " ")
            }, result.errors
        )
    }
}

@Suite struct InputCommandTests {
    private static let everything = [
        "t/a/y.yml:6:12 two", "t/b/z.yaml:6:12 one", "t/c/in.yaml:6:12 one", "t/c/j.json:1:99 json",
        "t/generated/g.yaml:6:12 generated",
    ]

    @Test func `a folder is read in order without hidden entries, and links out of it are reported`()
        async throws
    {
        let (status, places, errors) = try await Tree().list(["t"])
        #expect(places == Self.everything)
        #expect(status == 2)
        #expect(
            errors
                == "t/out.yaml: unchecked[unreadable-file]: cannot be read: it is a symbolic link that leads out of t\n"
        )
    }

    @Test(arguments: [
        (["--exclude", "*.json", "--exclude", "b"], [0, 2, 4]), (["--exclude", "c/**"], [0, 1, 4]),
        (["--respect-gitignore"], [0, 1, 2, 3]),
    ])
    func `excluded paths are skipped`(options: [String], left: [Int]) async throws {
        let tree = try Tree()
        let git = ToolRunner(executable: "/usr/bin/git")
        #expect(try await git.run(["init", "-q", "t"], in: tree.directory.path).status == 0)
        #expect(try await tree.list(["t"] + options).places == left.map { Self.everything[$0] })
    }

    @Test(arguments: ["\n", "\0", "\r\n"])
    func `a list of files is read from a file or a pipe`(separator: String) async throws {
        let tree = try Tree()
        let list = ["t/b/z.yaml", "t/a/y.yml"].map { $0 + separator }.joined()
        try tree.directory.write(list, to: "files")
        let expected = [Self.everything[1], Self.everything[0]]
        #expect(try await tree.list(["--file-list", "files"]).places == expected)
        #expect(try await tree.list(["--file-list", "-"], input: list).places == expected)
        let missing = try await tree.list(["--file-list", "-"], input: "nowhere.yaml\n")
        #expect(missing.status == 64)
        #expect(missing.errors == "polyarch: nowhere.yaml: error: cannot be read: No such file or directory\n")
    }

    @Test func `standard input is read along with files`() async throws {
        #expect(
            try await Tree().list(["-", "t/b"], input: Tree.pod("piped")).places
                == ["<stdin>:6:12 piped", Self.everything[1]])
    }

    private static let encodings: [(name: String, bytes: @Sendable (String) -> [UInt8])] = [
        ("byte-order mark", { [0xEF, 0xBB, 0xBF] + Array($0.utf8) }),
        ("CRLF", { Array($0.replacingOccurrences(of: "\n", with: "\r\n").utf8) }),
        ("UTF-16LE", { ([0xFEFF] + Array($0.utf16)).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }),
        ("UTF-16BE", { ([0xFEFF] + Array($0.utf16)).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }),
    ]

    @Test(arguments: encodings.indices) func `locations refer to the decoded text in every encoding`(number: Int)
        async throws
    {
        let tree = try Tree()
        let (name, bytes) = Self.encodings[number]
        try tree.directory.write(bytes("# é\n" + Tree.pod("\"é.example/a:1\"").dropLast() + " # 😀\n"), to: "f.yaml")
        #expect(try await tree.list(["f.yaml"]).places == ["f.yaml:7:12 é.example/a:1"], "\(name)")
    }

    @Test(arguments: [
        (["--max-depth", "6"], "a: [[[[[[1]]]]]]\n", "1:9", "mappings and sequences are nested more than 6 deep"),
        (["--max-aliases", "1"], "a: &a x\nb: [*a, *a]\n", "2:9", "the document has more than 1 aliases"),
        (["--max-scalar-size", "10"], "a: bcdefghijklm\n", "1:4", "a scalar has more than 10 bytes"),
        (
            ["--max-document-size", "200"], "a: b\nc: " + String(repeating: "d", count: 200) + "\n", "1:1",
            "the document has more than 200 bytes"
        ),
        (
            ["--max-file-size", "1K"], "a: " + String(repeating: "b", count: 1100), "1:1",
            "the input has more than 1024 bytes"
        ),
        (["--max-documents", "2"], "--- 1\n--- 2\n--- 3\n", "3:1", "the input has more than 2 documents"),
    ])
    func `input over a limit is reported at its location, and the rest is scanned`(
        option: [String], text: String, place: String, message: String
    ) async throws {
        let tree = try Tree()
        try tree.directory.write(text, to: "f.yaml")
        let (status, places, errors) = try await tree.list(["f.yaml", "t/b"] + option)
        #expect(status == 2)
        #expect(places == [Self.everything[1]])
        #expect(errors.hasPrefix("f.yaml:\(place): unchecked[limit-exceeded]: \(message)"), "\(errors)")
        #expect(try await tree.list(["f.yaml", "t/b"]).errors == "", "the default is wider")
    }

    /// libyaml alone takes a minute for some of these.
    @Test(arguments: ["[", "{", "- ", "? ", "&a ", "{\"a\":", "a: "])
    func `excessive nesting is read no deeper than the limit`(piece: String) async throws {
        let tree = try Tree()
        try tree.directory.write(
            Tree.pod("before") + "---\n" + String(repeating: piece, count: 200_000) + "\n---\n" + Tree.pod("after"),
            to: "f.yaml")
        let (status, places, _) = try await tree.list(["f.yaml"])
        #expect(status == 2)
        #expect(places == ["f.yaml:6:12 before", "f.yaml:15:12 after"])
    }
}
