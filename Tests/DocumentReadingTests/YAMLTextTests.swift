import SourceText
import Testing

@testable import DocumentReading

/// Text that passes by libyaml's reader must be such as the reader would have let through.
@Suite struct YAMLTextTests {
    private func count(_ bytes: [UInt8]) -> Int? {
        unsafe bytes.withUnsafeBufferPointer { unsafe YAMLText($0)?.characterCount }
    }

    /// YAML 1.1, section 5.1.
    private static func isAllowed(_ character: Unicode.Scalar) -> Bool {
        switch character.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    @Test func `characters are counted, and those that YAML forbids are seen, wherever they stand`() {
        let borders: [ClosedRange<UInt32>] = [
            0...0x100, 0x7F0...0x810, 0xD7F0...0xD7FF, 0xE000...0xE010, 0xFEFF...0xFEFF, 0xFFF0...0x10010,
            0x10FFF0...0x10FFFF,
        ]
        for character in borders.flatMap({ $0.compactMap(Unicode.Scalar.init) }) {
            for prefix in ["", "a", "a: b\n", "ä - 日本", "0123456789abcdef", "0123456789abcdef0123456789abcdef:"] {
                let text = prefix + String(Character(character)) + "\nrest of the text"
                let expected = Self.isAllowed(character) ? text.unicodeScalars.count : nil
                #expect(
                    count(Array(text.utf8)) == expected, "U+\(String(character.value, radix: 16)) after '\(prefix)'")
            }
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func `what is no UTF-8 is seen, wherever it stands`(bytes: [UInt8]) {
        for prefix in 0..<40 {
            let before = [UInt8](repeating: UInt8(ascii: "x"), count: prefix)
            #expect(count(before + bytes) == nil)
            #expect(count(before + bytes + Array("and more".utf8)) == nil)
        }
    }

    @Test(arguments: [
        ("a: \u{1}", "control characters are not allowed"), ("a: \u{7F}", "control characters are not allowed"),
        ("a: \u{FFFE}", "control characters are not allowed"), ("a: b\u{0}", "control characters are not allowed"),
    ])
    func `libyaml's reader says what is wrong with the rest`(text: String, message: String) {
        let failures = WindowedReading.whole(Array(text.utf8))
        #expect(failures.count == 1 && failures[0].contains(message), "\(failures)")
    }

    @Test func `texts end where they end`() {
        for text in [
            "a", "a: 'b", "a: \"\\u00", "--", "...", "a: |", "- >", "%", "&a", "!", "a: \u{E9}", "\u{85}", "\u{2028}",
        ] {
            // In one more byte than another text that is read right before, so that nothing is left of that.
            let longer = WindowedReading.whole(Array((text + "zzzzzzzzzzzzzzzzzzzz").utf8))
            #expect(!longer.isEmpty)
            #expect(!WindowedReading.whole(Array(text.utf8)).contains { $0.contains("z") })
        }
    }

    @Test func `text is plain without tabs, byte-order marks and line breaks that others do not know`() {
        func isPlain(_ text: String) -> Bool? {
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe YAMLText($0)?.isPlain }
        }
        for prefix in ["", "a", "a: b\n", "ä - 日本", "0123456789abcdef", "0123456789abcdef0123456789abcdef:"] {
            for plain in ["", "\n", "~", "\u{A0}", "é", "\u{2027}", "\u{202A}", "\u{FEFE}"] {
                #expect(isPlain(prefix + plain + "z") == true)
            }
            for other in ["\t", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"] {
                #expect(isPlain(prefix + other + "z") == false)
            }
            #expect(isPlain(prefix + "\u{7F}") == nil)
        }
    }
}
