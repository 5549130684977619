import DocumentReading
import Foundation
import PolicyModel
import SourceText
import TestSupport
import Testing

/// Errors that a schema cannot express: only the decoder reports them.
private let beyondSchema = [
    "duplicate key", "already has a target", "is already the target", "`mirrorRegistry` is not set",
    "without `mirror.from`", "second document", "contains no policy", "is not a registry to mirror to",
    "is not a valid pattern", "unknown architecture", "unknown operating system", "unknown variant",
    "is not a repository",
    "is not an image reference", "is not a date", "cannot be watched", "duplicate environment",
    "is not a regular expression",
    "neither `cluster.arch`", "does not run on", "takes no waiver", "matches no image",
    "is not a registry or repository",
]

private let complete = """
    images: { policy: { preferMirror: true, requireMultiArch: false, mirrorRegistry: ghcr.io/acme/mirror } }
    platforms: [linux/amd64, linux/x86_64, linux/arm/v7]
    digest: optional
    floatingTags: ["*-dev"]
    allowedTags: ['v[0-9]+']
    pullPolicy: Never
    private: [ghcr.io/acme]
    denied: [docker.io]
    noShell: [registry.k8s.io/kubectl]
    bootstrap: { paths: [a], kinds: [b], namespaces: [c], names: [d], applications: [e] }
    watch: ["ghcr.io/acme/app:main"]
    environments: [{ name: dev, paths: [a], kinds: [b], namespaces: [c], applications: [d] }]
    mirror:
      from: [docker.io]
      except: [docker.io/acme/**]
      naming: host-path
      map: [{ source: docker.io/a/b, target: c }]
    rules: { unpinned: off }
    overrides:
      - { paths: [a], kinds: [b], namespaces: [c], names: [d], applications: [e], images: [f], platforms: [linux/amd64] }
      - { images: ["docker.io/*"], digest: required, rules: { unpinned: note } }
    waivers:
      - { rule: unpinned, image: a/b, platforms: [linux/arm64], reason: r, expires: 2026-12-31 }
      - { rule: unpinned, kinds: [b], reason: r, expires: 2026-12-31 }
    """

/// Compares `policy/policy.schema.json`, which editors use, with the decoder.
@Suite struct PolicySchemaTests {
    private static let file = PackageRoot.file("policy/policy.schema.json")

    /// Whether each document is valid according to python3-jsonschema.
    private func validity(of documents: [String]) async throws -> [Bool] {
        let program = """
            import json, sys
            from jsonschema import Draft202012Validator
            schema = json.load(open(sys.argv[1]))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema)
            print(json.dumps([validator.is_valid(document) for document in json.load(sys.stdin)]))
            """
        let values = try documents.map { text in
            try DocumentReader.onlyDocument(of: SourceFile(path: "x.yaml", text: text)).map(value) ?? NSNull()
        }
        let result = try await ToolRunner(executable: "/usr/bin/python3").run(
            ["-c", program, Self.file], input: Array(try JSONSerialization.data(withJSONObject: values)))
        try #require(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode([Bool].self, from: Data(result.standardOutput))
    }

    /// The value by YAML's core schema, as editors read a policy.
    private func value(_ node: TreeNode) -> Any {
        if node.isMapping {
            return Dictionary(node.members.map { ($0.key.text ?? "", value($0.value)) }) { $1 }
        }
        if node.isSequence { return node.elements.map(value) }
        if node.isNull { return NSNull() }
        if let bool = node.bool { return bool }
        if let integer = node.integer { return integer }
        return node.string ?? node.text ?? ""
    }

    @Test func `the schema takes every policy that ships, and every example that loads`() async throws {
        let folder = PackageRoot.file("policy")
        let shipped = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        let texts = try shipped.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
        let documents = texts + [complete, "{}", "global: { acme: { anything: [1] } }"]
        #expect(try await validity(of: documents) == documents.map { _ in true })
        #expect(throws: Never.self) { try load(complete) }
    }

    @Test func `the schema refuses what the decoder refuses`() async throws {
        let mistakes = policyMistakes.filter { mistake in
            // A schema sees exactly one document.
            !mistake.yaml.contains("---") && !mistake.yaml.hasPrefix("#")
        }
        for (mistake, isValid) in zip(mistakes, try await validity(of: mistakes.map(\.yaml))) {
            let isBeyond = beyondSchema.contains { mistake.message.contains($0) } || mistake.yaml.hasPrefix("global:\n")
            #expect(isValid == isBeyond, "\(mistake.message)")
        }
    }

    /// The complete example with one node replaced, removed or added, at every place.
    private func mutations() throws -> [Any] {
        let file = SourceFile(path: "x.yaml", text: complete)
        let root = value(try #require(try DocumentReader.onlyDocument(of: file)))
        return mutations(of: root)
    }

    private func mutations(of node: Any) -> [Any] {
        let replacements: [Any] = [NSNull(), 5, true, "~?", [5], ["unknown": 5], [Any](), [String: Any]()]
        if let list = node as? [Any] {
            var result = replacements
            for index in list.indices {
                for change in mutations(of: list[index]) {
                    var changed = list
                    changed[index] = change
                    result.append(changed)
                }
            }
            result.append(list + [5])
            return result
        }
        guard let mapping = node as? [String: Any] else { return replacements }
        var result = replacements
        for key in mapping.keys.sorted() {
            for change in mutations(of: mapping[key] ?? NSNull()) {
                result.append(mapping.merging([key: change]) { $1 })
            }
            result.append(mapping.filter { $0.key != key })
        }
        return result + [mapping.merging(["unknown": 1]) { $1 }]
    }

    @Test func `schema and decoder judge the complete example alike, whatever is changed in it`() async throws {
        let documents = try mutations().map { document in
            String(
                decoding: try JSONSerialization.data(withJSONObject: document, options: .fragmentsAllowed),
                as: UTF8.self)
        }
        #expect(documents.count > 800)
        var accepted = 0
        for (text, isValid) in zip(documents, try await validity(of: documents)) {
            do {
                _ = try load(text)
                accepted += 1
                #expect(isValid, "the decoder takes what the schema refuses: \(text)")
            } catch let error as PolicyError {
                let isBeyond = beyondSchema.contains { error.description.contains($0) }
                #expect(!isValid || isBeyond, "the schema takes what the decoder refuses: \(text)\n\(error)")
            }
        }
        #expect(accepted > 20)
    }

    @Test func `the decoder takes no key that the schema does not know, nor the reverse`() throws {
        let decoders = ["PolicyDecoder", "PolicyDecoder+OverridesAndWaivers", "PolicyDecoder+Sections"]
        var keys: Set<String> = []
        for name in decoders {
            let source = try String(
                contentsOfFile: PackageRoot.file("Sources/PolicyModel/Decoding/\(name).swift"), encoding: .utf8)
            for match in source.matches(
                of: #/(?:reader\.\w+|inner\.\w+|images\.\w+|placed|scopes|globs|each|patterns)\("(\w+)"/#)
            {
                keys.insert(String(match.1))
            }
        }
        let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: Self.file)))
        let known = properties(of: try #require(schema as? [String: Any])["$defs"] ?? [:])
        #expect(known.subtracting(keys).sorted() == [], "only in the schema")
        #expect(keys.subtracting(known).sorted() == [], "only in the decoder")
    }

    /// The names of all properties, at any depth.
    private func properties(of value: Any) -> Set<String> {
        if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(properties(of: $1)) } }
        guard let mapping = value as? [String: Any] else { return [] }
        var names = Set((mapping["properties"] as? [String: Any] ?? [:]).keys)
        for (key, value) in mapping {
            let inner = key == "properties" ? Array((value as? [String: Any] ?? [:]).values) : [value]
            for value in inner { names.formUnion(properties(of: value)) }
        }
        return names
    }
}
