import AuditModel
import FileSystem
import Foundation
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import Patching

@Suite struct PinPlanTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String

        /// In `marked`, `❶` stands where the digest comes.
        init(_ what: String, _ marked: String) {
            testDescription = what
            before = marked.replacingOccurrences(of: "❶", with: "")
            after = marked.replacingOccurrences(of: "❶", with: "@" + PinFixture.digest)
        }
    }

    private static let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n"
    private static func pod(_ image: String, eol: String = "\n") -> String {
        (pod + "    - name: web\n      image: \(image)\n      args: [a]\n").replacingOccurrences(of: "\n", with: eol)
    }

    static let rows = [
        Row("plain", pod("nginx:1.29❶")),
        Row("no tag", pod("nginx❶")),
        Row("single quotes", pod("'nginx:1.29❶'")),
        Row("double quotes", pod("\"nginx:1.29❶\"")),
        Row("escapes", pod("\"ngin\\x78\\x3A1❶\"")),
        Row("escaped line break", pod("\"nginx\\\n        :1❶\"")),
        Row("comment behind", pod("nginx:1.29❶ # {\"$imagepolicy\": \"flux-system:nginx\"} nginx:1.29")),
        Row("spaces behind", pod("nginx:1.29❶   ")),
        Row("anchor and tag", pod("&img !!str nginx:1.29❶")),
        Row("literal block", pod("|-\n        nginx:1.29❶")),
        Row("folded block", pod(">-\n        nginx:1.29❶\n")),
        Row("on the next line", pod("\n        nginx:1.29❶")),
        Row("CRLF", pod("nginx:1.29❶", eol: "\r\n")),
        Row("byte-order mark", "\u{FEFF}" + pod("nginx:1.29❶")),
        Row("no final line break", pod + "    - image: nginx:1.29❶"),
        Row(
            "multi-byte text before", "# naïve 日本語 😀 \u{2028}\n" + pod + "    - {name: \"日本\", image: nginx:1❶, x: é}\n"
        ),
        Row(
            "flow mapping", pod + "    - {name: a, image: nginx:1.29❶}\n    - {\"image\":\"redis:8❶\",\"name\":\"b\"}\n"
        ),
        Row("two on a line", pod + "    [{image: nginx:1❶}, {image: redis❶}]\n"),
        Row("one value, two names for it", pod + "    - image: &i nginx:1❶\n    - image: *i\n"),
        Row("same image twice", pod + "    - image: nginx:1❶\n    - image: nginx:1❶\n"),
        Row("several documents", "---\n" + pod("a/b:1❶") + "---\n# empty\n---\n" + pod("c/d:2❶") + "...\n"),
        Row("a broken neighbour", pod("a/b:1❶") + "---\n{ broken: [\n---\n" + pod("c/d:2❶")),
        Row("registry with port", pod("localhost:5000/a/b:1❶")),
        Row("explicit key", pod + "    - ? image\n      : nginx:1❶\n"),
        Row("JSON with escapes", #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a\/b:1❶"}]}}"#),
        Row(
            "JSON",
            #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"é","image":"nginx:1❶"}]}}"# + "\n"),
        Row(
            "JSON over lines",
            "{\n\t\"kind\": \"Pod\", \"apiVersion\": \"v1\",\n\t\"spec\": {\"containers\": [\n\t\t{\"image\": \"nginx:1❶\"}\n\t]}\n}"
        ),
    ]

    @Test(arguments: rows)
    func `a pin inserts the digest and changes no other byte`(row: Row) throws {
        let fixture = try PinFixture(row.before)
        #expect(fixture.reasons == [])
        #expect(fixture.patched == row.after)
    }

    @Test(arguments: rows)
    func `pinning again finds nothing to do`(row: Row) throws {
        let fixture = try PinFixture(row.after)
        #expect(fixture.occurrences.isEmpty == false)
        #expect(fixture.plan.files.isEmpty)
        #expect(fixture.reasons == [])
    }

    @Test(arguments: rows)
    func `git apply and patch produce the content of the plan`(row: Row) async throws {
        let fixture = try PinFixture(row.before, path: "dir x/ü.yaml")
        for (tool, arguments) in [("/usr/bin/git", ["apply"]), ("/usr/bin/patch", ["-p1", "-s", "-i"])] {
            let directory = try TemporaryDirectory()
            try directory.write(row.before, to: "dir x/ü.yaml")
            let patch = fixture.plan.patch(from: directory.path)
            #expect(patch.unreachable.isEmpty)
            let arguments = arguments + [try directory.write(patch.bytes, to: "pins.patch")]
            let result = try await ToolRunner(executable: tool).run(arguments, in: directory.path)
            #expect(result.status == 0, "\(tool): \(result.errors)")
            #expect(try directory.text(of: "dir x/ü.yaml") == row.after)
        }
    }

    @Test func `another YAML parser sees only the image strings changed`() async throws {
        // PyYAML wants all documents to parse and no tabs between tokens.
        let rows = Self.rows.filter { $0.testDescription != "a broken neighbour" && !$0.before.contains("\t") }
        let directory = try TemporaryDirectory()
        var paths: [String] = []
        for (index, row) in rows.enumerated() {
            paths.append(try directory.write(row.before, to: "\(index)-old.yaml"))
            paths.append(try directory.write(PinFixture(row.before).patched, to: "\(index)-new.yaml"))
        }
        let read = try await PinFixture.pyYAML(paths).map { PinFixture.strings($0) }
        try #require(read.count == paths.count)
        for (index, row) in rows.enumerated() {
            let before = read[2 * index]
            let after = read[2 * index + 1]
            #expect(before.keys == after.keys, "\(row.testDescription)")
            var changed = 0
            for (path, text) in before where after[path] != text {
                #expect(path.hasSuffix(".image"))
                #expect(after[path] == text + "@" + PinFixture.digest)
                changed += 1
            }
            #expect(changed > 0, "\(row.testDescription)")
        }
    }

    @Test(arguments: [
        (pod("\"ngin\\x78:1@\(PinFixture.digest.replacing("ab", with: "cd"))\""), "escapes"),
        (pod("|- # nginx:1\n        nginx:1"), "escapes"),
        (pod("'{{ .Values.image }}'"), "template"),
        (pod("'nginx:'"), "not a valid image reference"),
        (pod + "    - image: &i nginx:1\n  other: *i\n", "alias"),
        ("apiVersion: x/v1\nkind: X\nspec: {bundle: quay.io/a/b:1}\n", "not certain"),
    ])
    func `an image that cannot be replaced safely is left alone, with the reason`(text: String, reason: String) throws {
        let fixture = try PinFixture(text)
        #expect(fixture.plan.files.isEmpty)
        #expect(fixture.reasons.count == 1)
        #expect(fixture.reasons.allSatisfy { $0.contains(reason) }, "\(fixture.reasons)")
    }

    @Test func `one obstacle does not keep the rest of its file from being pinned`() throws {
        let fixture = try PinFixture(Self.pod + "    - image: \"{{ x }}\"\n    - image: redis:8\n")
        #expect(fixture.reasons.count == 1)
        #expect(fixture.patched.hasSuffix("    - image: redis:8@\(PinFixture.digest)\n"))
    }

    @Test func `a value that needs two different replacements gets neither`() throws {
        let file = SourceFile(path: "a.yaml", text: Self.pod("nginx:1"))
        let occurrence = try #require(try PinFixture(Self.pod("nginx:1")).occurrences.first)
        let reference = try ImageReference("nginx:1")
        let digests = try ["a", "a", "b"].map { try ImageDigest("sha256:" + String(repeating: $0, count: 64)) }
        let pins = digests.map { Pin(occurrence, replacement: reference.with(tag: "1", digest: $0)) }
        let plan = PinPlan(pins) { _ in file }
        #expect(plan.files.isEmpty)
        #expect(plan.skipped.count == 3)
        #expect(PinPlan(Array(pins[0...1])) { _ in file }.files.first?.edits.count == 1)
    }

    @Test func `a file that changed since the scan is left alone`() throws {
        let scanned = try PinFixture(Self.pod("nginx:1"))
        let replacement = try #require(try PinFixture.pinned(ImageReference("nginx:1")))
        let pins = scanned.occurrences.map { Pin($0, replacement: replacement) }
        for now in [
            Self.pod("nginx:2"), "# new\n" + Self.pod("nginx:1"), "", "x", Self.pod("\"nginx:1\""),
            Self.pod("nginx:12"), "{ broken",
        ] {
            let plan = PinPlan(pins) { path in SourceFile(path: path, text: now) }
            #expect(plan.files.isEmpty, "\(now)")
            #expect(plan.skipped.count == 1)
        }
        let gone = PinPlan(pins) { (path) throws(FileError) in throw FileError(path: path, reason: "gone") }
        #expect(gone.skipped.map(\.reason) == ["the file cannot be read again: gone"])
    }

    @Test func `UTF-16 is not edited`() throws {
        let scanned = try PinFixture(Self.pod("nginx:1"))
        let replacement = try #require(try PinFixture.pinned(ImageReference("nginx:1")))
        let pins = scanned.occurrences.map { Pin($0, replacement: replacement) }
        let units = Array(Self.pod("nginx:1").utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let plan = PinPlan(pins) { path in SourceFile(path: path, bytes: [0xFF, 0xFE] + units) }
        #expect(plan.files.isEmpty)
        #expect(plan.skipped.first?.reason.contains("UTF-16") == true)
    }

    @Test func `a move to the mirror is written in full`() throws {
        let fixture = try PinFixture(Self.pod("'grafana/loki:3' # why")) { _ in
            try ImageReference("ghcr.io/ameideio/mirror/loki:3@" + PinFixture.digest)
        }
        #expect(fixture.patched == Self.pod("'ghcr.io/ameideio/mirror/loki:3@\(PinFixture.digest)' # why"))
    }

    @Test func `files outside of the directory are reported, and not in the patch`() throws {
        let fixture = try PinFixture(Self.pod("nginx:1"), path: "/elsewhere/a.yaml")
        let patch = fixture.plan.patch(from: "/srv/tree")
        #expect(patch.bytes.isEmpty)
        #expect(patch.unreachable.count == 1)
    }

    @Test(
        arguments: [
            ("a.yaml", "/w", "a.yaml"), ("./a//b.yaml", "/w", "a/b.yaml"), ("/w/a.yaml", "/w", "a.yaml"),
            ("/w/a.yaml", "/w/", "a.yaml"), ("x/../a.yaml", "/w", "a.yaml"), ("../w/a.yaml", "/w", "a.yaml"),
            ("../a.yaml", "/w", nil), ("/w2/a.yaml", "/w", nil), ("/../../a", "/w", nil), ("/a", "/", "a"),
            ("<stdin>", "/w", "<stdin>"),
        ] as [(String, String, String?)])
    func `names in patches are relative and plain`(path: String, directory: String, expected: String?) {
        #expect(PatchName.relative(path, to: directory) == expected)
    }
}
