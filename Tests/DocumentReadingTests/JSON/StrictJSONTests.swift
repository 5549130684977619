import DocumentReading
import SourceText
import Testing

@Suite struct StrictJSONTests {
    @Test(arguments: [
        "", " ", "{", "}", "{]", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1 2]", "01", "-", "1.", ".5", "1e", "+1",
        "NaN", "Infinity", "tru", "nullx", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud83d\"", "\"\\ude00\"",
        "\"\\ud83d\\u0041\"", "\"a\nb\"", "{} {}", "[]]", "\u{FEFF}{}", "{\"a\":1 \"b\":2}", "// x\n{}",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[\"a\":1]", "{\"a\"}", "{1:2}",
    ])
    func `a text that RFC 8259 does not allow, or that readers disagree on, is refused`(text: String) {
        #expect(throws: DocumentError.self) { try DocumentReader.strictJSON(SourceFile(path: "j", text: text)) }
    }

    @Test(arguments: [
        "{}", "[]", " \t\r\n{} ", "0", "-0", "-1.5e+10", "1E2", "true", "null", "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "{\"a\":{\"a\":[1,{\"b\":null}]}}", "\"\u{7F}\u{2028}\"", "{\"a\":1,\"A\":2}", "{\"\u{E9}\":1,\"e\u{301}\":2}",
    ])
    func `a text that RFC 8259 allows is read`(text: String) throws {
        _ = try DocumentReader.strictJSON(SourceFile(path: "j", text: text))
    }

    @Test(arguments: 0..<20) func `a byte means the same at every position in a string`(place: Int) throws {
        func string(_ bytes: [UInt8]) -> String? {
            let text = Array(repeating: UInt8(ascii: "a"), count: place) + bytes + Array("bcdefghijklmnopqrst".utf8)
            let file = SourceFile(path: "j", bytes: [0x22] + text + [0x22])
            return (try? DocumentReader.strictJSON(file))?.string
        }
        let (before, after) = (String(repeating: "a", count: place), "bcdefghijklmnopqrst")
        let mistaken = (UInt8.min..<0x80).filter { byte in
            let expected = byte < 0x20 ? nil : before + String(UnicodeScalar(byte)) + after
            return string([byte]) != expected
        }
        #expect(mistaken == [UInt8(ascii: "\""), UInt8(ascii: "\\")])
        #expect(string(Array("é".utf8)) == before + "é" + after)
        #expect(string([0xC3]) == nil)
        #expect(string(Array(#"\n"#.utf8)) == before + "\n" + after)
        #expect(string([UInt8(ascii: "\"")]) == nil)
    }

    @Test(arguments: 0..<20) func `indentation of any depth is skipped`(depth: Int) throws {
        let indentation = String(repeating: " ", count: depth)
        func list(_ last: String) throws -> TreeNode {
            let text = "[\n\(indentation)1,\n\(indentation)\t\"a\"\r\n\(indentation)\(last)"
            return try DocumentReader.strictJSON(SourceFile(path: "j", text: text))
        }
        #expect(try list("]\n\(indentation)").elements.map(\.text) == ["1", "a"])
        #expect(try list(",\(indentation)\n2]").elements.map(\.text) == ["1", "a", "2"])
        let error = #expect(throws: DocumentError.self) { try list("x") }
        #expect(error?.position == SourcePosition(line: 4, column: depth + 1))
        #expect(throws: DocumentError.self) { try list("") }
    }

    @Test func `invalid UTF-8 in a string is refused`() {
        let file = SourceFile(path: "j", bytes: [0x22, 0xC0, 0x80, 0x22])
        #expect(throws: DocumentError.self) { try DocumentReader.strictJSON(file) }
    }

    @Test(arguments: [0, 3, 23, 24, 25, 99])
    func `a duplicate key is found among any number of keys`(position: Int) throws {
        let keys = (0..<100).map { "\"k\($0)\": \($0)" }
        let file = { (members: [String]) in SourceFile(path: "j", text: "{\(members.joined(separator: ","))}") }
        _ = try DocumentReader.strictJSON(file(keys))
        #expect(throws: DocumentError.self) { try DocumentReader.strictJSON(file(keys + [keys[position]])) }
        let few = Array(keys[...position])
        #expect(throws: DocumentError.self) { try DocumentReader.strictJSON(file(few + [keys[position]])) }
    }

    @Test func `an error has line, column and the text of the line`() {
        let error = #expect(throws: DocumentError.self) {
            try DocumentReader.strictJSON(SourceFile(path: "j.json", text: "{\n  \"a\": 1,\n  \"a\": 2\n}"))
        }
        #expect(error?.description == "j.json:3:3: error: duplicate key in an object\n  \"a\": 2\n  ^")
    }

    @Test func `an error on an empty line, such as the last one, has no text and no caret`() {
        let error = DocumentError(.syntax, in: SourceFile(path: "j.json", text: "{\n"), at: 2, "the text ends here")
        #expect(error.description == "j.json:2:1: error: the text ends here")
    }
}
