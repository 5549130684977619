import AuditModel
import Foundation
import SourceText
import Testing

@testable import Reporting

@Suite struct JSONValueTests {
    @Test func `another parser reads every text back unchanged`() throws {
        let texts = SampleReports.hostileTexts + ["\u{0}\u{1F}\u{7F}", "😀\u{E0041}", "##[##[", "\u{10FFFF}", ""]
        let document = JSONValue.object(["texts": .strings(texts)]).document
        let read = try JSONDecoder().decode([String: [String]].self, from: Data(document.utf8))
        #expect(read["texts"] == texts)
        // The report as a whole too.
        for report in [SampleReports.hostile, SampleReports.full, SampleReports.empty] {
            _ = try JSONSerialization.jsonObject(with: Data(JSONReporter().render(report).utf8))
        }
    }

    @Test func `members keep their order, plain arrays their line`() {
        let value = JSONValue.object([
            "z": .integer(-1), "a": .array([]), "m": .members([]), "list": .array([.bool(true), .null]),
            "objects": .array([.object(["n": .number(1.5)]), .object(["n": .number(0)])]),
        ])
        #expect(
            value.document == """
                {
                  "z": -1,
                  "a": [],
                  "m": {},
                  "list": [true, null],
                  "objects": [
                    {
                      "n": 1.500
                    },
                    {
                      "n": 0.000
                    }
                  ]
                }

                """)
    }

    @Test func `a long document is written in pieces that together are the whole`() {
        let numbers = Array(0..<5000)
        func element(_ number: Int) -> JSONValue { .object(["n": .integer(number)]) }
        let whole = JSONValue.object(["list": .array(numbers.map(element)), "none": .array([])]).document
        let value = JSONValue.object(["list": .each(numbers, element), "none": .each([], element)])
        var pieces: [String] = []
        value.writeDocument { pieces.append($0) }
        #expect(pieces.count > 1)
        #expect(pieces.joined() == whole)
        #expect(value.document == whole)
    }

    @Test(arguments: [
        (0, "0.000"), (1.2345, "1.235"), (0.0004, "0.000"), (12, "12.000"), (.nan, "0.000"), (.infinity, "0.000"),
    ])
    func `numbers have three decimals and are always JSON`(value: Double, expected: String) {
        #expect(JSONValue.decimal(value) == expected)
    }
}
