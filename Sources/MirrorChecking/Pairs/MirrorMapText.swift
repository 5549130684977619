internal import SourceText

/// A plain text with a pair a line: two images, between them white space, `->`, `=>` or `=`; `#` starts a comment.
enum MirrorMapText {
    struct Word {
        let text: String
        let offset: Int
    }

    struct Line {
        /// At least one.
        let words: [Word]
    }

    /// Whether the first line that says something is one of two words. A YAML file begins with a key, a dash, a bracket
    /// or a marker.
    static func isText(_ file: SourceFile) -> Bool {
        guard let first = lines(of: file).first?.words, let word = first.first?.text else { return false }
        if word.hasPrefix("---") || word.hasPrefix("%") || word.hasSuffix(":") { return false }
        return word != "-" && !word.hasPrefix("{") && !word.hasPrefix("[") && !word.hasPrefix("\"")
    }

    /// The lines that say something.
    static func lines(of file: SourceFile) -> [Line] {
        var lines: [Line] = []
        var words: [Word] = []
        var start: Int?
        var isComment = false
        let bytes = file.bytes
        func word(endingAt end: Int) {
            guard let lower = start else { return }
            start = nil
            let text = String(decoding: bytes[lower..<end], as: UTF8.self)
            if text != "->" { words.append(Word(text: text, offset: lower)) }
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        for offset in (hasMark ? 3 : 0)...bytes.count {
            let byte = offset < bytes.count ? bytes[offset] : 0x0A
            switch byte {
            case 0x0A:
                word(endingAt: offset)
                if !words.isEmpty { lines.append(Line(words: words)) }
                words = []
                isComment = false
            case _ where isComment: break
            case UInt8(ascii: "#") where start == nil: isComment = true
            case 0x20, 0x09, 0x0D: word(endingAt: offset)
            // Neither references nor digests hold one; `=>` is an arrow.
            case UInt8(ascii: "="):
                word(endingAt: offset)
                if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: ">") { start = offset }
            // The end of an arrow, after which a word may begin at once.
            case UInt8(ascii: ">") where start == offset - 1 && (bytes[offset - 1] == UInt8(ascii: "=")):
                start = nil
            default: start = start ?? offset
            }
        }
        return lines
    }
}
