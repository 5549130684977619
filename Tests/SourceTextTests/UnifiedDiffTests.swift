import TestSupport
import Testing

@testable import SourceText

@Suite struct UnifiedDiffTests {
    /// A file with marks: the text between two marks is replaced.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: MarkedText
        let replacements: [String]

        init(_ what: String, _ text: String, _ replacements: String...) {
            self.testDescription = what
            self.text = MarkedText(text)
            self.replacements = replacements
        }

        var edits: [TextEdit] {
            replacements.enumerated().map { index, replacement in
                TextEdit(
                    range: ByteRange(text[2 * index + 1], text[2 * index + 2]), replacement: Array(replacement.utf8))
            }
        }
    }

    private static let filler = (1...20).map { "line \($0)\n" }.joined()

    static let rows = [
        Row("in the middle", filler + "image: ❶a❷\n" + filler, "b"),
        Row("first line", "❶a❷\nb\nc\nd\ne\n", "x"),
        Row("last line", "a\nb\nc\nd\n❶e❷\n", "x"),
        Row("only line, without line break", "❶a❷", "x"),
        Row("last line, without line break", "a\nb\n❶c❷", "x"),
        Row("context ends without line break", "a\n❶b❷\nc", "x"),
        Row("adds the final line break", "a\nb❶❷", "\n"),
        Row("removes the final line break", "a\nb❶\n❷", ""),
        Row("CRLF stays", "a\r\nimage: ❶b❷\r\nc\r\n", "x"),
        Row("a lone CR is not a line break", "a\rb\rimage: ❶b❷\rc\n", "x"),
        Row("byte-order mark", "\u{FEFF}image: ❶b❷\n", "x"),
        Row("one line, two places", "{a: ❶b❷, c: ❸d❹}\n", "x", "yy"),
        Row("neighbouring lines", "❶a❷\n❸b❹\n❺c❻\n", "x", "y", "z"),
        Row("a short way apart", "❶a❷\n1\n2\n3\n4\n5\n6\n❸b❹\n", "x", "y"),
        Row("too far apart for one hunk", "❶a❷\n1\n2\n3\n4\n5\n6\n7\n❸b❹\n", "x", "y"),
        Row("far apart, lines added", "❶a❷\n" + filler + "❸b❹\n" + filler + "c❺❻\n", "x\nxx", "y", "\nz\nz\nz"),
        Row("a new line", "a\nb\n❶❷c\n", "new\n"),
        Row("a line less", "a\nb\n❶c\n❷d\n", ""),
        Row("a new line at the end", "a\n❶❷", "b\n"),
        Row("from nothing", "❶❷", "b\n"),
        Row("to nothing", "❶a\nb\n❷", ""),
        Row("two lines become one", "a\nb❶\n❷c\nd\n", ""),
        Row("several lines become others", "a\n❶b\nc\nd❷\ne\n", "x\nc\nz"),
        Row("looks like a header", "❶a❷\n-- a\n++ b\n@@ -1 +1 @@\n", "-- x"),
        Row("no UTF-8 needed", "é\u{2028}\n❶ü❷\n", "ö"),
    ]

    private static let names = [
        "a.yaml", "dir/with space/a b.yaml", "naïve/ü.yaml", "q\"uote\\s\ttab.yaml", "{a,b}.yml",
    ]

    @Test(arguments: rows)
    func `git apply and patch turn the old file into the new one`(row: Row) async throws {
        for name in row.text.text.count > 50 ? Self.names : [Self.names[1]] {
            let new = try #require(TextEdit.apply(row.edits, to: row.text.bytes))
            let diff = try #require(UnifiedDiff(name: name, original: row.text.bytes, edits: row.edits))
            for (tool, arguments) in [
                ("/usr/bin/git", ["apply", "--whitespace=nowarn"]), ("/usr/bin/patch", ["-p1", "-s", "-i"]),
            ] {
                let directory = try TemporaryDirectory()
                try directory.write(row.text.bytes, to: name)
                let patch = try directory.write(diff.bytes, to: "the.patch")
                let result = try await ToolRunner(executable: tool).run(arguments + [patch], in: directory.path)
                #expect(
                    result.status == 0,
                    "\(tool) \(name): \(result.errors)\(String(decoding: diff.bytes, as: UTF8.self))")
                // `patch` removes a file that becomes empty.
                if new.isEmpty, try !directory.files().contains(name) { continue }
                #expect(try directory.bytes(of: name) == new, "\(tool) \(name)")
            }
        }
    }

    @Test func `hunks have git's form, with three lines of context`() throws {
        let row = Row("", "❶a❷\n1\n2\n3\n4\n5\n6\n7\n❸b❹", "x", "y\nz")
        let diff = try #require(UnifiedDiff(name: "dir/ü b.yaml", original: row.text.bytes, edits: row.edits))
        #expect(
            String(decoding: diff.bytes, as: UTF8.self) == #"""
                --- "a/dir/\303\274 b.yaml"\#t
                +++ "b/dir/\303\274 b.yaml"\#t
                @@ -1,4 +1,4 @@
                -a
                +x
                 1
                 2
                 3
                @@ -6,4 +6,5 @@
                 5
                 6
                 7
                -b
                \ No newline at end of file
                +y
                +z
                \ No newline at end of file

                """#)
    }

    @Test func `edits that change nothing make an empty diff`() throws {
        let bytes = Array("a\nb\n".utf8)
        #expect(try #require(UnifiedDiff(name: "a", original: bytes, edits: [])).isEmpty)
        let same = TextEdit(range: ByteRange(0, 3), replacement: Array("a\nb".utf8))
        #expect(try #require(UnifiedDiff(name: "a", original: bytes, edits: [same])).isEmpty)
    }

    @Test func `edits that overlap or are out of bounds make no diff`() {
        let bytes = Array("abc\ndef\n".utf8)
        for (first, second) in [(ByteRange(0, 2), ByteRange(1, 3)), (ByteRange(0, 1), ByteRange(7, 9))] {
            let edits = [first, second].map { TextEdit(range: $0, replacement: []) }
            #expect(UnifiedDiff(name: "a", original: bytes, edits: edits) == nil)
            #expect(TextEdit.apply(edits, to: bytes) == nil)
        }
    }

    @Test func `an edit on every line of a large file takes linear time`() throws {
        let line = Array("image: a\n".utf8)
        let bytes = Array((0..<20_000).map { _ in line }.joined())
        let edits = (0..<20_000).map { TextEdit(range: ByteRange($0 * 9 + 7, $0 * 9 + 8), replacement: [0x62]) }
        let diff = try #require(UnifiedDiff(name: "a", original: bytes, edits: edits))
        #expect(diff.bytes.starts(with: Array("--- a/a\n+++ b/a\n@@ -1,20000 +1,20000 @@\n-image: a\n".utf8)))
        #expect(diff.bytes.count == 40 + 2 * 20_000 * 10)
    }
}
