import AuditModel
import ManifestScanning
import PolicyModel
import SourceText
import Testing

private func scan(
    _ text: String, rules: [(kinds: [String], path: String, value: ExtractionRule.Value)] = [], ignoring: [String] = []
) throws -> [String] {
    let settings = ExtractionSettings(
        rules: try rules.map { rule in
            ExtractionRule(
                scope: ExtractionScope(
                    kinds: try rule.kinds.map { try GlobPattern($0) }, path: try FieldPattern(rule.path)),
                value: rule.value)
        }, ignored: try ignoring.map { ExtractionScope(path: try FieldPattern($0)) })
    return ManifestScanner(extraction: settings).scan(SourceFile(path: "t", text: text)).occurrences.map {
        "\($0.position) \($0.text) \($0.matcher) \($0.confidence)"
    }
}

@Suite struct PolicyFieldsTests {
    @Test(arguments: [
        ("spec: {runtime: word}", "spec.runtime", ExtractionRule.Value.reference, ["4:17 word policy certain"]),
        (
            "spec: {pools: [{run: a/b}, {run: c}]}", "spec.pools[].run", .reference,
            ["4:22 a/b policy certain", "4:34 c policy certain"]
        ),
        ("spec: {list: [a, b/c]}", "spec.list[]", .reference, ["4:15 a policy certain", "4:18 b/c policy certain"]),
        ("spec: {run: {repository: a/b, tag: v1}}", "spec.run", .map, ["4:26 a/b:v1 policy likely"]),
        ("spec:\n  text: |\n    image: word", "spec.text", .yaml, ["6:12 word image-key possible"]),
        (
            "spec:\n  text: |\n    x=a/b\n    # no\n    c:1", "spec.text", .lines,
            ["6:7 a/b policy certain", "8:5 c:1 policy certain"]
        ),
        ("spec: {runtime: 'A b'}", "spec.runtime", .reference, ["4:17 A b policy certain"]),
        ("spec: {runtime: ~}", "spec.runtime", .reference, []),
        ("spec: {runtime: word}", "spec.other", .reference, []),
    ])
    func `an extraction rule says where an image is, and how it is written`(
        fields: String, path: String, value: ExtractionRule.Value, expected: [String]
    ) throws {
        let text = "apiVersion: acme.io/v1\nkind: Widget\nmetadata: {name: w}\n" + fields + "\n"
        #expect(try scan(text, rules: [(["acme.io/*"], path, value)]) == expected)
        #expect(try scan(text, rules: [(["Gadget"], path, value)]).filter { $0.contains("policy") } == [])
    }

    @Test func `paths begin at the object, wherever it is`() throws {
        let text = "{kind: List, apiVersion: v1, items: [{kind: Widget, apiVersion: x/v1, spec: {run: word}}]}"
        #expect(try scan(text, rules: [(["Widget"], "spec.run", .reference)]) == ["1:83 word policy certain"])
        #expect(
            try scan("{kind: ConfigMap, apiVersion: v1, data: {a.b: word}}", rules: [([], "data['a.b']", .reference)])
                == ["1:47 word policy certain"])
    }

    @Test(arguments: [
        ("spec.doc", []), ("spec.**.image", []), ("spec.doc.list[]", []),
        ("spec.other", ["4:29 quay.io/a/b:1 image-key certain"]),
    ])
    func `a field that the policy ignores is skipped, with everything below it`(path: String, expected: [String]) throws
    {
        let text = "apiVersion: x/v1\nkind: X\nmetadata: {}\nspec: {doc: {list: [{image: quay.io/a/b:1}]}}\n"
        #expect(try scan(text, ignoring: [path]) == expected)
    }

    @Test func `rejected candidates are reported with reasons on request`() {
        let text = """
            apiVersion: x/v1
            kind: X
            spec: {imagePullPolicy: Always, image: word.png, initImage: word, imageFormat: x/y, image2: {}, rbd: {image: a/b}, app: {image: {tag: v1}}, h: a/b:c}
            """
        let file = SourceFile(path: "t", text: text)
        let found = ManifestScanner(explains: true).scan(file).rejected.map { "\($0.path): \($0.reason)" }
        #expect(
            found == [
                "$.spec.image: the name of a file",
                "$.spec.initImage: a single word; with a path, a tag or a digest it would count as an image",
                "$.spec.imageFormat: the key mentions an image but does not name one",
                "$.spec.rbd.image: the name of a block device",
                "$.spec.app.image.tag: a tag without a repository",
                "$.spec.h: a path and a colon, but neither a registry host with a tag nor a digest",
            ])
        #expect(ManifestScanner().scan(file).rejected.isEmpty)
    }

    @Test func `a long rejected value is cut to its beginning`() throws {
        let text = "apiVersion: x/v1\nkind: X\nspec:\n  doc: {a: b/c:1}\n  imageNote: |\n    one\n    two\n"
        let settings = ExtractionSettings(ignored: [ExtractionScope(path: try FieldPattern("spec.doc"))])
        let scanner = ManifestScanner(extraction: settings, explains: true)
        let found = scanner.scan(SourceFile(path: "t", text: text)).rejected.map { "\($0.path) \($0.text)" }
        #expect(found == ["$.spec.doc {…}", "$.spec.imageNote one…"])
    }
}
