import DocumentReading
import SourceText
import Testing

@Suite struct ReadingLimitsTests {
    private static let documents = "a: 1\n---\nb: \(String(repeating: "x", count: 200))\n---\nc: 3\n"

    /// The number, and for errors the kind and position, of each document, read as a whole and in windows of several sizes.
    private func outline(_ text: String, _ limits: ReadingLimits) throws -> [String] {
        let bytes = Array(text.utf8)
        func outline(_ lines: [String]) -> [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ", maxSplits: 2)
                return words[1] == "limit" || words[1] == "syntax"
                    ? words[0] + " " + words[1] + " " + words[2].prefix { $0 != " " }
                    : words[1] == "mapping" ? "\(words[0])" : nil
            }
        }
        let inWindows = try [1, 10, 64, 1000].map {
            outline(try WindowedReading.windows(bytes, size: $0, limits: limits).lines)
        }
        #expect(Set(inWindows).count == 1, "\(inWindows)")
        return inWindows[0]
    }

    @Test func `a document over the size limit is reported at its position, and the others are read`() throws {
        #expect(
            try outline(Self.documents, ReadingLimits(documentSize: 100)) == ["0:", "1: limit t:2:1:", "2:"])
        let lines = String(repeating: "k: v\n", count: 5000)
        #expect(
            try outline("a: 1\n---\n\(lines)---\nc: 3\n---\n\(lines)", ReadingLimits(documentSize: 100))
                == ["0:", "1: limit t:2:1:", "2:", "3: limit t:5005:1:"])
        let line = "# " + String(repeating: "x", count: 5000)
        #expect(
            try outline("a: 1\n---\nb: 2\n\(line)\r\n---\nc: [\n", ReadingLimits(documentSize: 100))
                == ["0:", "1: limit t:2:1:", "2: syntax t:7:1:"])
    }

    @Test func `comments before the first document do not count as a document, however long`() throws {
        let comments = String(repeating: "# c\n", count: 1000)
        #expect(try outline("\(comments)---\na: 1\n", ReadingLimits(documentSize: 100)) == ["0:"])
    }

    @Test func `an input over the size limit is read up to the last document that ends before it`() throws {
        #expect(
            try outline(Self.documents, ReadingLimits(inputSize: 100)) == ["0:", "1: limit t:2:1:"])
        #expect(try outline(Self.documents, ReadingLimits(inputSize: Self.documents.utf8.count)) == ["0:", "1:", "2:"])
    }

    @Test func `documents over the limit of their number are not read`() throws {
        let text = String(repeating: "---\na: 1\n", count: 50)
        #expect(try outline(text, ReadingLimits(documents: 2)) == ["0:", "1:", "2: limit t:5:1:"])
        #expect(try outline(text, ReadingLimits(documents: 50)).count == 50)
        #expect(try outline("{}\n{}\n{}\n{}\n", ReadingLimits(documents: 2)) == ["0:", "1:", "2: limit t:3:1:"])
        #expect(try outline("{}\n{}\n", ReadingLimits(documents: 2)) == ["0:", "1:"])
    }

    @Test func `limits of scalars, aliases and nesting apply to each document`() throws {
        #expect(
            try outline(Self.documents, ReadingLimits(scalarSize: 100)) == ["0:", "1: limit t:3:4:", "2:"])
        #expect(
            try outline("a: &a 1\nb: [*a, *a]\n---\nc: &a 1\nd: [*a, *a, *a]\n---\ne: 1\n", ReadingLimits(aliases: 2))
                == ["0:", "1: limit t:5:13:", "2:"])
        #expect(
            try outline("a: [[1]]\n---\nb: [[[1]]]\n---\nc: 1\n", ReadingLimits(depth: 3))
                == ["0:", "1: limit t:3:6:", "2:"])
        #expect(
            try outline("{\"a\": \"\(String(repeating: "x", count: 200))\"}", ReadingLimits(scalarSize: 100))
                == ["0: limit t:1:7:"])
    }

    @Test func `hundreds of kilobytes of brackets take little time`() throws {
        let bomb = String(repeating: "[", count: 200_000)
        let start = ContinuousClock.now
        #expect(try outline("\(bomb)\n---\nk: \(bomb)\n---\na: 1\n", .standard).last == "2:")
        let time = ContinuousClock.now - start
        #expect(time < .seconds(20))
    }
}
