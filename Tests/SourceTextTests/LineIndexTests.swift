import TestSupport
import Testing

@testable import SourceText

@Suite struct LineIndexTests {
    @Test(arguments: [
        ("❶", ["1:1"]), ("a❶b❷", ["1:2", "1:3"]), ("a\n❶b", ["2:1"]), ("a\r\n❶b", ["2:1"]), ("a\r❶b", ["2:1"]),
        ("a\n\n❶", ["3:1"]), ("a❶\n❷", ["1:2", "2:1"]), ("é❶日❷😀❸", ["1:2", "1:3", "1:4"]),
        ("e\u{301}❶", ["1:3"]), ("a\u{2028}❶\u{85}❷", ["1:3", "1:4"]),
        ("\u{FEFF}❶a❷\n❸\u{FEFF}❹", ["1:1", "1:2", "2:1", "2:2"]),
    ])
    func `lines end with LF, CRLF or CR, and columns count characters as editors do`(marked: String, expected: [String])
    {
        let text = MarkedText(marked)
        let file = SourceFile(path: "a", bytes: text.bytes)
        for (index, position) in expected.enumerated() {
            #expect(file.position(at: text[index + 1]).description == position)
        }
    }

    @Test func `columns of a very long line are right`() {
        let unit = "é😀a"
        let text = "short\n" + String(repeating: unit, count: 200_000) + "\nend"
        let file = SourceFile(path: "a", text: text)
        for index in Swift.stride(from: 0, to: 200_000, by: 997) {
            let position = file.position(at: 6 + index * unit.utf8.count)
            #expect(position == SourcePosition(line: 2, column: 3 * index + 1))
        }
        #expect(file.position(at: file.bytes.count) == SourcePosition(line: 3, column: 4))
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\r\r\n", "\n\r"])
    func `positions equal those counted byte by byte, wherever lines end`(ending: String) {
        for length in [0, 1, 30, 339, 340, 341, 1021, 1022, 1023] {
            let line = "é" + String(repeating: "a", count: length) + ending
            let bytes = Array((String(repeating: line, count: 3) + "日").utf8)
            let file = SourceFile(path: "a", bytes: bytes)
            var (row, column, starts) = (1, 1, [0])
            var wrong: [Int] = []
            for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
                if file.position(at: offset) != SourcePosition(line: row, column: column) { wrong.append(offset) }
                column += 1
                if byte == 0x0A || byte == 0x0D && bytes[offset + 1] != 0x0A {
                    (row, column) = (row + 1, 1)
                    starts.append(offset + 1)
                }
            }
            #expect(wrong.isEmpty)
            #expect(file.position(at: bytes.count) == SourcePosition(line: row, column: column))
            #expect(file.lineNumbers.map(file.start(ofLine:)) == starts)
        }
        let last = SourceFile(path: "a", text: "a" + ending)
        #expect(last.position(at: last.bytes.count).column == 1)
    }

    @Test func `a line is shown without its line break`() {
        let file = SourceFile(path: "a", text: "one\r\ntwo\n\nfour")
        #expect((0...5).map(file.text(ofLine:)) == ["", "one", "two", "", "four", ""])
        #expect(file.text(ByteRange(1, 3)) == "ne")
    }

    @Test func `invalid UTF-8 is replaced and shifts no position`() {
        let file = SourceFile(path: "a", bytes: [0xFF, 0x0A, 0x61])
        #expect(file.text(ofLine: 1) == "\u{FFFD}")
        #expect(file.position(at: 2) == SourcePosition(line: 2, column: 1))
    }
}
