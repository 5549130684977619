import SourceText
import TestSupport
import Testing

@testable import DocumentReading

/// What is passed over would have been read without an error, and holds nothing that is wanted.
@Suite struct DocumentSkimmerTests {
    private static let wanted = Array("want".utf8)

    private func isWanted(_ bytes: ScalarBytes) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: Self.wanted) }
    }

    private func canPassOver(_ text: String, limits: ReadingLimits = .standard) -> Bool {
        let tape = DocumentTape(file: SourceFile(path: "t", bytes: []))
        return unsafe Array(text.utf8).withUnsafeBufferPointer { bytes in
            unsafe DocumentSkimmer.canPassOver(bytes, limits: limits, tape: tape, isWanted: isWanted)
        }
    }

    /// Why it was wrong to pass over `text`; nil if it was right.
    private func mistake(_ text: String, limits: ReadingLimits = .standard) -> String? {
        let file = SourceFile(path: "t", text: text)
        var tape = DocumentTape(file: file)
        var documents = 0
        var foundWanted = false
        let whole = ByteRange(0, file.bytes.count)
        let failure = YAMLRecorder(file: file, limits: limits).record(whole, onto: &tape) { tape, _ in
            documents += 1
            tape.markHints { isWanted($0) }
            foundWanted = foundWanted || tape.root?.hasHint == true
        }
        if let failure { return failure.error.message }
        if documents != 1 { return "\(documents) documents" }
        return foundWanted ? "something is wanted" : nil
    }

    private static let ordinary = [
        "a: 1\n", "a:\n", "a:", "---\na: 1\n", "--- # c\na: 1\n", "# c\na: 1\n\n# d\n", "  a: 1\n  b: 2\n",
        "- a\n- b\n",
        "a:\n  b:\n    c: d\n  e: f\ng: h\n", "a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h\ni: j\n",
        "- a:\n  - b\n  c:\n  - d\n",
        "a:\n  # c\n  b: 1 # d\n", "a: b c  d\n", "a: b\n  c\n\n  d: e\n".replacing("d: e", with: "d e"),
        "a: http://x/y#z\n", "a: -1\nb: --x\nc: (x)\nd: <<\ne: ~\nf: ^a$\n", "a: it's \"so\"\n", "- -x\n",
        "- x\n  - y\n",
        "a: \"b: c # d\" # e\nb: 'f'\n", "a: 'it''s'\nb: \"\\\"x\\\\\\n\"\n", "a: 'b\n  c\n\n  d'\ne: \"f\n  g\"\n",
        "\"a b\": c\n'd': e\n", "- \"a\": b\n- 'c'\n", "a: |\n  x: [\n   y\n\n  z\nb: >-\n  c\n", "a: |\nb: 1\n",
        "a: |+\n",
        "- |\n x\n- >\n y\n", "a:\n- |\n x\n", "a: |\n  x\n # c\nb: 1\n", "a:\n  - |-\n    x\n  - y\n",
        "a: []\nb: {}\nc: [a, \"b\", 'c', 1.5/x]\nd: {a: b, \"c\": [d, {e: f}]} # g\n", "- [a]\n- {b: c}\n",
        "a:\n  b\nc:\n  \"d\"\ne:\n  [f]\n", "a/b.c-d: 1\n$x_: 2\n.y: 3\n/z: 4\n", "a:b: c\nd{e\"f: 1\ng#h: 2\nié: 3\n",
        "a: ä 日本 😀\nb: |\n  é\n",
        "-   a: 1\n    b: 2\n-\n  c: 3\n", "a:   \n   b:   1   \n", "a: want\n".replacing("want", with: "wan t"),
        "a: b # want\n# want\n",
    ]

    @Test(arguments: ordinary)
    func `an ordinary document is passed over`(text: String) {
        #expect(mistake(text) == nil)
        #expect(canPassOver(text))
    }

    @Test(arguments: [
        "want: 1\n", "a: want\n", "a: xwantx\n", "- want\n", "a: [b, want]\n", "a: {want: b}\n", "a: {b: want}\n",
        "a: |\n  x\n  want\n", "a: x\n  y want\n", "a: 'x\n  want'\n", "a: \"want\"\n", "\"want\": 1\n", "- - want\n",
        "a:\n  want", "a: want # c\n", "a: want\n# c\nb: 1\n", "a: >-\n  want",
    ])
    func `a document with something that is wanted is not passed over`(text: String) {
        #expect(mistake(text) == "something is wanted")
        #expect(!canPassOver(text))
    }

    @Test(arguments: [
        "", "\n", "# c\n", "---\n", "a\n", "a: b: c\n", "a: b\nc\n", "a: b\n c: d\n", "a:\n  b: 1\n c: 2\n",
        " a: 1\nb: 2\n",
        "- a\nb: 1\n", "a: 1\n- b\n", "a:\n  b: 1\n- c\n", "a: - b\n", "a: -\n", "a: ? b\n", "? a\n", "a: @b\n",
        "a: `b\n",
        "a: %b\n", "a: ,b\n", "a: ]\n", "a: !x b\n", "a: &x b\n", "a: *x\n", "*x : 1\n", "a:\tb\n", "\ta: 1\n",
        "a: 1\r\n",
        "a: 1\n...\n", "a: 1\n---\nb: 2\n", "%YAML 1.1\n---\na: 1\n", "a: 'b\n", "a: \"b\n", "a: \"\\x77ant\"\n",
        "a: \"\\u0077ant\"\n", "a: \"wa\\\n  nt\"\n", "a: \"\\q\"\n", "a: 'b' c\n", "a: \"b\"c\n", "a: 'b\n...\nc'\n",
        "a: 'b\n---\nc'\n", "a: [b\n", "a: [b, c\n  ]\n", "a: [b c]\n", "a: [,]\n", "a: [b,]\n", "a: {b}\n",
        "a: {b:c}\n",
        "a: [*b]\n", "a: [b]]\n", "a: {b: c]\n", "a: |2\n  b\n", "a: |\n    \n  b\n", "a: |\n  b\n c: 1\n",
        "a: |x\n  b\n",
        "a: b\n  # c\n  d\n", "a: b\n  c: d\n", "a: b\n  c:\n", "a: 1\u{85}b: 2\n", "a: 1\u{2028}b: 2\n",
        "\u{FEFF}a: 1\n",
        "a: \u{FEFF}\n", "a: \u{1}\n", "a: \u{7F}\n", "{a: 1}\n", "[a]\n", "\"a\n  b\": c\n", "a b: c\n",
        "a: {{ b }}\n",
        "{{ a }}\n", "a: b\n{{ c }}\n", "a :b\n", "a:b\n", "--- a: 1\n", "---a: 1\n", "-a: 1\n-- b: 2\n",
    ])
    func `everything unusual is left to libyaml`(text: String) {
        #expect(!canPassOver(text))
    }

    @Test func `a key that is too long to be one is left to libyaml`() {
        let key = String(repeating: "k", count: 1100)
        #expect(!canPassOver("\(key): 1\n"))
        #expect(!canPassOver("\"\(key)\": 1\n"))
        #expect(!canPassOver("a: {\(key): 1}\n"))
        #expect(canPassOver("a: \(key)\n"))
        #expect(canPassOver("\(key.prefix(1000)): 1\n"))
    }

    @Test func `limits are those of parsing`() {
        let deep = (0..<6).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(canPassOver(deep, limits: ReadingLimits(depth: 6)))
        #expect(!canPassOver(deep, limits: ReadingLimits(depth: 5)))
        #expect(canPassOver("- - [[a]]\n", limits: ReadingLimits(depth: 4)))
        #expect(!canPassOver("- - [[a]]\n", limits: ReadingLimits(depth: 3)))
        #expect(!canPassOver("a: 123456789\n", limits: ReadingLimits(scalarSize: 8)))
    }

    /// Documents of the kinds above, put together and then spoiled: most are refused by libyaml, many are passed over.
    @Test func `whatever is passed over is read without an error and holds nothing that is wanted`() {
        var random = SeededRandom()
        var passed = 0
        let characters = Array(" \n:-#'\"[]{},|>&*!?%@`~\\.+awnt0é\t\u{85}")
        for _ in 0..<20_000 {
            var text = (0..<1 + random.below(3)).map { _ in indented(random.pick(Self.ordinary), &random) }.joined()
            for _ in 0..<random.below(4) {
                var letters = Array(text)
                let place = random.below(letters.count + 1)
                switch random.below(5) {
                case 0 where place < letters.count: letters.remove(at: place)
                case 1 where place < letters.count: letters[place] = random.pick(characters)
                case 2:
                    letters.insert(
                        contentsOf: random.pick(["want", "  ", "\n", "\n  ", ": ", " #", "- ", "''"]), at: place)
                case 3:
                    let other = random.pick(Self.ordinary)
                    letters.insert(contentsOf: other.prefix(random.below(other.count)), at: place)
                default: letters.insert(random.pick(characters), at: place)
                }
                text = String(letters)
            }
            let limits = ReadingLimits(depth: 4)
            guard canPassOver(text, limits: limits) else { continue }
            passed += 1
            if let mistake = mistake(text, limits: limits) {
                Issue.record("\(text.debugDescription) was passed over: \(mistake)")
                return
            }
        }
        #expect(passed > 3000)
    }

    private func indented(_ text: String, _ random: inout SeededRandom) -> String {
        let pad = String(repeating: " ", count: random.pick([0, 0, 0, 0, 1, 2, 4]))
        if pad.isEmpty { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { pad + $0 }.joined(separator: "\n")
    }

    @Test func `only what is wanted is handed over, and all that cannot be read`() {
        let text =
            "a: 1\n---\nb: want\n---\nc: [\n---\nd: want\n---\n---\ne: 2\n---\nf: &x want\n---\ng: {\n---\nh: 1\n"
        func lines(with isWanted: ((ScalarBytes) -> Bool)?) -> [String] {
            var lines: [String] = []
            let window = DocumentWindow(whole: SourceFile(path: "t", text: text))
            DocumentReader.forEachDocument(in: window, with: isWanted) { number, document in
                switch document {
                case .success(let tape):
                    lines.append("\(number) \(tape.root.flatMap { Array($0.members).first?.key.text } ?? "nothing")")
                case .failure(let error): lines.append("\(number) \(error.position)")
                }
            }
            return lines
        }
        let all = lines(with: nil)
        #expect(all.count == 9)
        #expect(lines(with: isWanted) == [all[1], all[2], all[3], all[4], all[6], all[7]])
    }
}
