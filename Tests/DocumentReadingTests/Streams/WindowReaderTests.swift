import DocumentReading
import SourceText
import TestSupport
import Testing

@Suite struct WindowReaderTests {
    private static let sizes = [1, 2, 3, 5, 7, 11, 16, 29, 64, 100, 1000]

    private func expectSameReading(_ bytes: [UInt8], limits: ReadingLimits = .standard) throws {
        let whole = WindowedReading.whole(bytes, limits: limits)
        for size in Self.sizes {
            let inWindows = try WindowedReading.windows(bytes, size: size, chunk: size % 3 + 1, limits: limits)
            guard inWindows.lines != whole else { continue }
            let place = zip(inWindows.lines, whole).prefix { $0 == $1 }.count
            Issue.record(
                """
                \(String(decoding: bytes, as: UTF8.self).debugDescription) in windows of \(size):
                \(inWindows.lines.dropFirst(place).first ?? "nothing more"), as a whole
                \(whole.dropFirst(place).first ?? "nothing more")
                """)
            return
        }
    }

    @Test(arguments: [
        "", "\n", "# nothing\n", "\u{FEFF}", "\u{FEFF}# c\n---\na: 1\n", "\u{FEFF}---\na\n---\nb\n",
        "a: 1\n---\nb: 2\n---\nc: 3\n", "---\n---\n---\n", "# c\n---\na: 1\n", "# c\n\n   # d\n---\n---\nx\n",
        "a: 1\r\n---\r\nb: [\r\n---\r\nc: 3\r\n", "a: 1\r---\rb: 2\n---\nc: 3\n", "a: 1\r\r---\rb\r---\rc\r",
        "a: 1\n...\n---\nb: 2\n...\n", "a: 1\n...\nb: 2\n---\nc: 3\n", "...\n---\na\n", "a\n...\n...\n# c\n---\nb\n",
        "%YAML 1.1\n---\na: 1\n...\n%TAG ! tag:x,2000:\n# why\n---\nb: !y 2\n---\nc: !z 3\n",
        "a: 1\n%YAML 1.1\n---\nb: 2\n", "%YAML 9.9\n---\na: 1\n---\nb: 2\n", "a: |\n  %x\n---\nb: 2\n",
        "\u{FEFF}%YAML 1.1\n---\na: 1\n---\nb: 2\n", "a\n%\n\n%\n# c\n\n---\nb\n%\n", "a: \"x\n%y\n---\nz\"\nb: 2\n",
        "a: |\n  one\n  ---\n  two\n---\nb: >\n  x\n\n\n---\nc: 3\n", "a: |+\n  one\n\n\n---\nb: |-\n   x\n",
        "a: 'x\n---\ny'\n---\nb: 2\n", "a: [1,\n---\n2]\n---\nb: 2\n", "[a]\n[b]\n---\nc\n", "--- [a]\n[b]\n--- c\n",
        "--- a\n--- |\n b\n---\tc\n---d\n----\n--\n", "a: ä\n---\nb: 日本😀\n---\nc: [\n---\nd: 'é' # ü\n",
        "a: 1\n---\nb: \u{1}\n---\nc: 3\n", "a: 1\n...\n# \u{1}\n---\nb: 2\n", "a: \u{85}---\n---\nb: x\u{2028}---\n",
        "a: &x 1\nb: *x\n---\nc: *x\n---\nd: &x [*x]\n",
        "{\"a\": \"\\ud83d\\ude00\"}\n---\n{\"b\": \"\\ud83d\\ude00\"}\n",
        "{\"a\": \"\\ud83d\\ude00\"}\n", "[1, 2]\n", "{\"a\": 1}\n{\"b\": 2}\n",
        "{{ x }}\n---\na: {{ x }}\n---\nb: 1\n",
        "{{- if x }}\na: 1\n{{- end }}\n---\nb: 1\n", "a: b: c\n---\n\ttab\n---\nk: v\n", "a: 1\n---", "a: 1\n--- ",
        "a: 1\n---\n#",
        "# c\n%YAML 1.1\n---\na\n",
        "a: \"\\x41\\_\"\nb: 'it''s'\nc: \"\\\n  x\"\nd: a\n  b\n---\n!!binary aW1hZ2U=: x\n",
    ])
    func `windows of any size give the same documents, positions and errors as the whole`(text: String) throws {
        try expectSameReading(Array(text.utf8))
    }

    @Test func `windows of any size give the same documents for random texts`() throws {
        let parts =
            [
                "---\n", "--- ", "---\r\n", "\n", "\r\n", "\r", "...\n", "%YAML 1.1\n", "%TAG ! !x\n", "# c\n",
                "#---\n", " ",
                "a: 1\n", "b: [x, 'y']\n", "c: |\n  ---\n  t\n", "d: >-\n\n  f\n", "- &n ä: *n\n", "\"q\n---\n\"", "{",
                "]",
                "é😀", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{1}", "  ", "k:\n", "  l: m\n",
                "{\"j\": \"\\ud83d\\ude00\"}\n", "!!str x\n",
                "%", "-", "--", "'", ": ", "? x\n", "!", "*z\n", "{{- x }}\n",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]
        var random = SeededRandom()
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<random.below(14) + 1 { bytes += random.pick(parts) }
            try expectSameReading(bytes)
        }
    }

    @Test func `a document that is longer than a window gets a window of its own length`() throws {
        let long = "k: |\n" + String(repeating: "  a line of text\n", count: 1000)
        let text =
            "a: 1\n---\n\(long)---\nb: 2\n"
            + String(repeating: "---\nc: 3\n", count: 3000)
        try expectSameReading(Array(text.utf8))
        let read = try WindowedReading.windows(Array(text.utf8), size: 10)
        #expect(read.count > 3 && read.longest < 2 * long.utf8.count)
    }
}
