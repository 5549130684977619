import PolicyModel
import SourceText
import Testing

@Suite struct ExtractionSettingsTests {
    @Test(arguments: [
        ("spec.image", "spec.image", true), ("$.spec.image", "spec.image", true), ("spec.image", "spec", false),
        ("spec.image", "spec.image.tag", false), ("spec.*", "spec.image", true), ("spec.*", "spec.a.b", false),
        ("spec.pools[].image", "spec.pools.0.image", true), ("spec.pools[1].image", "spec.pools.0.image", false),
        ("spec.pools[*].image", "spec.pools.7.image", true), ("spec.pools.image", "spec.pools.0.image", false),
        ("spec.**.image", "spec.image", true), ("spec.**.image", "spec.a.0.b.image", true),
        ("**.image", "image", true), ("**", "a.0", true), ("spec.*Image", "spec.fooImage", true),
        ("spec.*Image", "spec.image", false), ("data['a.b']", "data.a~b", true), ("spec.**", "spec", true),
        ("matrix[][].image", "matrix.0.1.image", true),
    ])
    func `a field path has names, elements and wildcards`(pattern: String, path: String, matches: Bool) throws {
        let steps = path.split(separator: ".").map { step -> FieldPattern.Step in
            Int(step).map { .index($0) } ?? .key(String(step).replacing("~", with: "."))
        }
        #expect(try FieldPattern(pattern).matches(steps) == matches)
    }

    @Test(arguments: ["", "$", "a..b", "a.", "a[b]", "a[", "a['b", "a.b{"])
    func `an invalid field path is refused`(text: String) {
        #expect(throws: FieldPatternError.self) { try FieldPattern(text) }
    }

    @Test func `a policy names fields with images and fields without`() throws {
        let policy = try load(
            """
            extraction:
              rules:
                - { kinds: [Widget, "*.acme.io/*"], path: "spec.pools[].img" }
                - { path: "spec.table", value: lines }
              ignore:
                - { kinds: [Gadget], path: "spec.doc.**" }
            """)
        let settings = policy.extraction
        #expect(settings.rules.map(\.value) == [.reference, .lines])
        #expect(settings.rules.map(\.scope.path.description) == ["spec.pools[].img", "spec.table"])
        let scope = settings.rules[0].scope
        #expect(scope.covers(apiVersion: "v1", kind: "Widget"))
        #expect(scope.covers(apiVersion: "x.acme.io/v1", kind: "Any"))
        #expect(!scope.covers(apiVersion: "acme.io/v1", kind: "Any"))
        #expect(settings.rules[1].scope.covers(apiVersion: "v1", kind: "Any"))
        #expect(settings.ignored.map(\.path.description) == ["spec.doc.**"])
    }

    @Test func `later layers replace each of the two lists`() throws {
        let policy = try load(
            "extraction: { rules: [{ path: a }], ignore: [{ path: b }] }", "extraction: { rules: [{ path: c }] }")
        #expect(policy.extraction.rules.map(\.scope.path.description) == ["c"])
        #expect(policy.extraction.ignored.map(\.path.description) == ["b"])
    }

    @Test(arguments: [
        ("extraction: { rulez: [] }", "1:15: error: unknown key `rulez` in `extraction`; did you mean `rules`?"),
        ("extraction: { rules: [{ kinds: [X] }] }", "1:23: error: an extraction rule lacks `path`"),
        (
            "extraction: { rules: [{ pth: a }] }",
            "1:25: error: unknown key `pth` in an extraction rule; did you mean `path`?"
        ),
        (
            "extraction: { rules: [{ path: a..b }] }",
            "1:31: error: `a..b` is not a field path: a name is missing"
        ),
        (
            "extraction: { rules: [{ path: a, value: image }] }",
            "1:41: error: `value` must be one of reference, map, yaml, lines"
        ),
        (
            "extraction: { ignore: [{ path: a, kinds: [] }] }",
            "1:42: error: `kinds` must name at least one kind; leave it out for all of them"
        ),
        ("extraction: { ignore: [{ path: a, value: map }] }", "1:35: error: unknown key `value` in a field to ignore"),
        (
            "extraction: { rules: [{ path: a, kinds: [apps/v1/Deployment] }] }",
            "1:42: error: `apps/v1/Deployment` is not a kind; write `Kind` or `group/Kind`, without a version"
        ),
        (
            "extraction: { ignore: [{ path: a, kinds: ['['] }] }",
            "1:43: error: `[` is not a valid pattern: unclosed '['"
        ),
    ])
    func `a mistake is named with its place`(yaml: String, message: String) {
        let error = #expect(throws: PolicyError.self) { try load(yaml) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("0.yaml:\(message)"), "\(text)")
    }
}
