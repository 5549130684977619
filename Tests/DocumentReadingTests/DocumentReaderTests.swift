import DocumentReading
import SourceText
import Testing

/// The scalars of all documents as `document:path-free text@raw bytes`.
private func scalars(_ text: String, limits: ReadingLimits = .standard) -> [String] {
    var result: [String] = []
    let file = SourceFile(path: "test.yaml", text: text)
    DocumentReader.forEachDocument(in: file, limits: limits) { number, document in
        switch document {
        case .success(let tape):
            tape.root.map(collect)
        case .failure(let error):
            result.append("\(number): \(error.kind) \(error.position)")
        }
        func collect(_ node: TreeNode) {
            if let text = node.text { result.append("\(number): \(text) = \(file.text(node.range))") }
            for member in node.members {
                collect(member.key)
                collect(member.value)
            }
            for element in node.elements { collect(element) }
        }
    }
    return result
}

@Suite struct DocumentReaderTests {
    @Test(arguments: [
        ("plain", "k: nginx:1 # comment\n", "nginx:1 = nginx:1"),
        ("single quotes", "k: 'it''s'\n", "it's = 'it''s'"),
        ("double quotes", "k: \"a\\tb\"\n", "a\tb = \"a\\tb\""),
        ("anchor", "k: &a nginx:1\n", "nginx:1 = nginx:1"),
        ("tag", "k: !!str nginx:1\n", "nginx:1 = nginx:1"),
        ("anchor, tag and a comment between", "k: &a !!str # why\n  nginx:1\n", "nginx:1 = nginx:1"),
        ("text before it that is not ASCII", "{ä😀: ß, k: 'n'}\n", "n = 'n'"),
        ("a byte-order mark", "\u{FEFF}k: nginx:1\n", "nginx:1 = nginx:1"),
        ("a byte-order mark and a comment", "\u{FEFF}# c\n---\nk: nginx:1\n", "nginx:1 = nginx:1"),
        ("CRLF", "a: 1\r\nk: nginx:1\r\n", "nginx:1 = nginx:1"),
        ("NEL inside", "a: \"x\u{85}y\"\nk: nginx:1\n", "nginx:1 = nginx:1"),
        ("an alias", "a: &a nginx:1\nk: *a\n", "nginx:1 = nginx:1"),
    ])
    func `the range of a scalar holds its value with quotes and without anchor, tag and comment`(
        name: String, yaml: String, expected: String
    ) {
        #expect(scalars(yaml).last == "0: " + expected, "\(name)")
    }

    @Test func `a document that does not parse keeps its number, and the others are read`() {
        let yaml = "a: 1\n---\nb: [\n---\n# nothing\n---\nc: 3\n"
        #expect(scalars(yaml) == ["0: a = a", "0: 1 = 1", "1: syntax 4:1", "2:  = ", "3: c = c", "3: 3 = 3"])
    }

    @Test func `an invalid byte fails only its own document`() {
        let yaml = "a: 1\n---\nb: \u{1}\n---\nc: 3\n"
        #expect(scalars(yaml) == ["0: a = a", "0: 1 = 1", "1: syntax 3:4", "2: c = c", "2: 3 = 3"])
    }

    @Test func `empty documents count`() {
        #expect(scalars("---\n---\na: 1\n") == ["0:  = ", "1: a = a", "1: 1 = 1"])
    }

    @Test func `nesting over the limit is refused before it costs time`() {
        #expect(scalars(String(repeating: "[", count: 200_000)) == ["0: limit 1:101"])
        #expect(scalars("{\"a\":" + String(repeating: "[", count: 200_000)) == ["0: limit 1:105"])
    }

    @Test func `an alias bomb is not expanded`() {
        var yaml = "a0: &a0 x\n"
        for level in 1...30 {
            yaml += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }
        #expect(scalars(yaml).count < 100)
    }

    @Test func `an alias inside its own anchor ends`() {
        #expect(scalars("a: &a [1, *a]\n") == ["0: a = a", "0: 1 = 1"])
    }

    @Test func `an alias without an anchor is an error at its place`() {
        #expect(scalars("a: *b\n") == ["0: syntax 1:4"])
    }

    @Test func `an anchor may be defined again`() {
        #expect(scalars("- &a 1\n- &a 2\n- *a\n") == ["0: 1 = 1", "0: 2 = 2", "0: 2 = 2"])
    }

    @Test func `a JSON manifest may hold surrogate pairs, which libyaml refuses`() {
        #expect(scalars(#"{"k": "\ud83d\ude00"}"#) == ["0: k = \"k\"", "0: 😀 = \"\\ud83d\\ude00\""])
    }

    @Test func `a flow mapping that is not JSON is YAML`() {
        #expect(scalars("{a: 1}\n") == ["0: a = a", "0: 1 = 1"])
        #expect(scalars("{\"a\": 1} # c\n") == ["0: a = \"a\"", "0: 1 = 1"])
    }

    @Test(arguments: [
        ("[1]\n[2]\n", ["0: 1 = 1", "1: 2 = 2"]),
        ("{\"a\": 1}{\"b\": 2}\n\n [3]", ["0: a = \"a\"", "0: 1 = 1", "1: b = \"b\"", "1: 2 = 2", "2: 3 = 3"]),
        ("[1]\n[2\n[3]\n", ["0: 1 = 1", "1: syntax 3:1"]),
        ("[1]\n{b: 2}\n", ["0: 1 = 1", "1: syntax 2:2"]),
        ("[1]\nb\n", ["0: 1 = 1", "0: syntax 2:1"]),
    ])
    func `JSON texts in a row are documents`(text: String, expected: [String]) {
        #expect(scalars(text) == expected)
    }
}
