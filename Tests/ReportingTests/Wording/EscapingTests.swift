import AuditModel
import Testing

@testable import Reporting

@Suite struct EscapingTests {
    @Test func `nothing but line breaks and printable characters reaches a terminal`() {
        for report in [SampleReports.hostile, SampleReports.full] {
            for output in [
                TextReporter(.init(width: 40)).render(report), MarkdownReporter().render(report),
                JSONReporter().render(report),
            ] {
                for scalar in output.unicodeScalars where scalar != "\n" {
                    let category = scalar.properties.generalCategory
                    #expect(![.control, .format, .lineSeparator, .paragraphSeparator].contains(category))
                }
            }
        }
    }

    @Test func `no line is a command to a CI system`() {
        for report in [SampleReports.hostile] {
            for output in [
                TextReporter(.init(width: 10)).render(report), MarkdownReporter().render(report),
                JSONReporter().render(report),
            ] {
                #expect(!output.contains("##["))
                for line in output.split(separator: "\n") {
                    #expect(!line.drop { $0 == " " }.hasPrefix("::"), "\(line)")
                }
            }
        }
    }

    @Test func `a Markdown table keeps its columns whatever is in its cells`() {
        let lines = MarkdownReporter().render(SampleReports.hostile).split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(lines.count == SampleReports.hostileTexts.count + 2 + 3)
        for line in lines {
            // As cmark-gfm counts: a backslash takes the punctuation after it along.
            var columns = -1
            var isEscaped = false
            for character in line {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "|" {
                    columns += 1
                }
            }
            #expect(columns == 4, "\(line)")
        }
    }

    @Test(arguments: [
        ("plain words, as is.", "plain words, as is."),
        ("needs linux/arm64.", "needs `linux/arm64`."),
        ("pull a@sha256:00 now", "pull `a@sha256:00` now"),
        ("see (https://evil.example), @octocat!", "see (`https://evil.example`), `@octocat`!"),
        ("<script> **x** [a](b)", "`<script>` `**x**` `[a](b`)"),
        ("a `tick` b", "a `tick` b"), ("run `tool copy --all` now", "run `tool copy --all` now"),
        ("a `tick b", "a `` `tick `` b"), ("`a|b` @c", "`a\\u{7C}b` `@c`"), ("a``b", "ab"),
        ("GH-12 deadbeef", "`GH-12` `deadbeef`"),
        ("a | b", "a `\\u{7C}` b"),
        ("# - + 1.", "`#` \\- \\+ 1."),
    ])
    func `outside of code, Markdown has no live markup`(text: String, expected: String) {
        #expect(Escaping.markdown(text) == expected)
    }

    @Test(arguments: [
        ("a", "`a`"), ("`", "`` ` ``"), ("a``b", "```a``b```"), ("", ""), (" ", "`   `"), ("a|b", "`a\\u{7C}b`"),
        ("a\\", "`a\\`"), ("`\u{301}", "`` `\u{301} ``"), ("|\u{301}", "`\\u{7C}\u{301}`"),
    ])
    func `a code span is closed by its own fence only`(text: String, expected: String) {
        #expect(Escaping.markdownCode(text) == expected)
    }

    @Test func `a long text is cut, and the number of missing characters is shown`() {
        let text = Escaping.terminal(String(repeating: "a", count: 600), limit: 512)
        #expect(text == String(repeating: "a", count: 512) + "… (88 more characters)")
    }

    @Test func `characters of all scripts stay as they are`() {
        for text in ["naïve", "日本語", "e\u{301}", "😀", "Ελλάδα"] {
            #expect(Escaping.terminal(text) == text)
            #expect(Escaping.json(text) == text)
        }
    }
}
