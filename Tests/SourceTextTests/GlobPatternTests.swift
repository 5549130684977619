import Testing

@testable import SourceText

@Suite struct GlobPatternTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let fits: [String]
        let misses: [String]
        var testDescription: String { pattern }

        init(_ pattern: String, fits: [String] = [], misses: [String] = []) {
            self.pattern = pattern
            self.fits = fits
            self.misses = misses
        }
    }

    static let rows = [
        Row("latest", fits: ["latest"], misses: ["latest1", "lates", "", "Latest"]),
        Row("*", fits: ["", "a", "a.b"], misses: ["a/b", "/"]),
        Row("a*c", fits: ["ac", "abc", "abbc", "acc"], misses: ["ab", "a/c", "abcd"]),
        Row("a?c", fits: ["abc", "aéc", "a😀c"], misses: ["ac", "a/c", "abbc"]),
        Row("*-*-rc*", fits: ["1-2-rc", "a-b-rc3", "--rc"], misses: ["1-rc", "1-2-r"]),
        Row("**", fits: ["", "a", "a/b/c", "/"]),
        Row("a/**", fits: ["a/b", "a/b/c"], misses: ["a", "ab/c", "a/"]),
        Row("**/b", fits: ["b", "a/b", "a/x/b"], misses: ["ab", "b/a", "a/bb"]),
        Row("a/**/b", fits: ["a/b", "a/x/b", "a/x/y/b"], misses: ["ab", "a/xb", "a/b/c"]),
        Row("**/a/**", fits: ["a/b", "x/a/b", "x/y/a/b/c"], misses: ["a", "x/a", "xa/b"]),
        Row(
            "rendered/*/bootstrap/**", fits: ["rendered/local/bootstrap/a.yaml"], misses: ["rendered/bootstrap/a.yaml"]),
        Row("a**b", fits: ["ab", "axb"], misses: ["a/b"]),
        Row("***", fits: ["a"], misses: ["a/b"]),
        Row("[abc]", fits: ["a", "c"], misses: ["d", "", "ab"]),
        Row("[a-c-]", fits: ["b", "-"], misses: ["d"]),
        Row("[!a-z]x", fits: ["1x", "éx"], misses: ["ax", "/x", "x"]),
        Row("[^a]", fits: ["b"], misses: ["a", "/"]),
        Row("[]a]", fits: ["]", "a"], misses: ["b"]),
        Row("[!]]", fits: ["a"], misses: ["]"]),
        Row("[\\]-\\^]", fits: ["]", "^"], misses: ["\\"]),
        Row("[/]", misses: ["/"]),
        Row("{a,b}", fits: ["a", "b"], misses: ["", "c", "a,b"]),
        Row("{a,}x", fits: ["ax", "x"], misses: ["bx"]),
        Row("{}", fits: [""], misses: ["a"]),
        Row(
            "v{1,2{a,b},3*}.y?ml", fits: ["v1.yaml", "v2a.yxml", "v3.yaml", "v3zz.yaml"], misses: ["v2.yaml", "v1.yml"]),
        Row("{docs,**}/x", fits: ["docs/x", "a/b/x"], misses: ["docs"]),
        Row("{a/**,b}", fits: ["a/x/y", "b"], misses: ["a"]),
        Row("é😀*", fits: ["é😀", "é😀x"], misses: ["é", "e\u{301}😀", "é😀/"]),
        Row("a,b", fits: ["a,b"]),
        Row("\\*\\{\\\\", fits: ["*{\\"], misses: ["a{\\"]),
        Row("docker.io/acme/**", fits: ["docker.io/acme/x", "docker.io/acme/x/y"], misses: ["docker.io/acmex/y"]),
        Row("e\u{301}", fits: ["e\u{301}"], misses: ["\u{e9}"]),
        Row("a\r\n", fits: ["a\r\n"], misses: ["a\n"]),
    ]

    @Test(arguments: rows)
    func `a pattern matches whole texts`(row: Row) throws {
        let glob = try GlobPattern(row.pattern)
        for text in row.fits { #expect(glob.matches(text), "\(row.pattern) fits \(text.debugDescription)") }
        for text in row.misses { #expect(!glob.matches(text), "\(row.pattern) misses \(text.debugDescription)") }
    }

    @Test(arguments: [
        ("", GlobError.empty), ("[a", .unclosedBracket), ("[", .unclosedBracket), ("[]", .unclosedBracket),
        ("[a\\", .unclosedBracket), ("{a", .unclosedBrace), ("a}", .unopenedBrace), ("[z-a]", .reversedRange),
        ("a\\", .danglingBackslash), (String(repeating: "a", count: 1025), .tooLong),
    ])
    func `a malformed pattern is refused with a reason`(pattern: String, error: GlobError) {
        #expect(throws: error) { try GlobPattern(pattern) }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            String(repeating: "*a", count: 500), String(repeating: "**/", count: 340) + "b",
            String(repeating: "{a,a}", count: 200),
            String(repeating: "{*,", count: 250) + String(repeating: "}", count: 250),
        ])
    func `a hostile pattern takes no more time than the product of both lengths`(pattern: String) throws {
        let glob = try GlobPattern(pattern)
        #expect(!glob.matches(String(repeating: "a/", count: 200) + "!"))
        #expect(!glob.matches(String(repeating: "a", count: 400) + "!/"))
    }
}
