import AuditModel
import ImageModel
import PolicyModel
import PolicyRules
import SourceText
import TestSupport
import Testing

private let index = ExampleImage.index(both)
private let upstream = "docker.io/grafana/loki:3"
private let mirrored = "ghcr.io/acme/mirror/grafana/loki:3"

private func manifest(_ image: String) -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: '\(image)'}]}}\n"
}

/// The verdicts of these rules only.
private func verdicts(
    _ texts: [String: String], policy text: String, registry: [String: ExampleImage] = [:], rules: Set<RuleID>
) throws -> [String] {
    let audit = try Audit(
        texts.sorted { $0.key < $1.key }.flatMap { uses($0.value, file: $0.key) }, policy: try policy(text),
        registry: registry)
    return audit.evaluation.findings.filter { rules.contains($0.rule) }.map { finding in
        "\(finding.rule): \(finding.locations.map { $0.file ?? "-" }.joined(separator: ","))"
    }
}

@Suite struct RegistryRuleTests {
    // MARK: - denied-registry

    /// The findings about an image at Docker Hub, by the state of the mirror's copy.
    private static let denials: [(copy: ExampleImage, extra: String, expected: [String])] = [
        (index, "", ["denied-registry"]), (.notFound, "", ["mirror-missing"]),
        (.manifest("linux/amd64"), "", ["mirror-flattened"]),
        (index.without("linux/arm64"), "", ["mirror-incomplete"]),
        (.notFound, "rules: { mirror-missing: off }", ["denied-registry"]),
        (index, "rules: { denied-registry: off }", ["upstream-used"]),
        (index, "rules: { denied-registry: note }", ["denied-registry"]),
        (ExampleImage(.failed(ResolutionFailure(.transient, "later"))), "", ["denied-registry"]),
    ]

    @Test(arguments: denials.indices)
    func `a bad copy in the mirror wins over a denied registry, that over a good copy`(row: Int) throws {
        let (copy, extra, expected) = Self.denials[row]
        let audit = try Audit(
            [ImageUse(named: upstream)],
            policy: try policy("digest: optional\ndenied: [docker.io]\n" + mirrorPolicy + "\n" + extra),
            registry: [upstream: index, mirrored: copy])
        #expect(audit.evaluation.findings.map(\.rule.name) == expected)
    }

    @Test func `a denied registry names the counterpart, as a fix if that is a good copy`() throws {
        let audit = try Audit(
            [ImageUse(named: upstream)], policy: try policy("denied: [docker.io]\n" + mirrorPolicy),
            registry: [upstream: index, mirrored: index])
        #expect(
            audit.message(of: "denied-registry")
                == "denied registry: docker.io; the mirror has a good copy, \(mirrored)")
        #expect(audit.fix(of: "denied-registry") == .replace(with: try ImageReference(mirrored)))
    }

    @Test(arguments: [
        ("docker.io", true), ("docker.io/grafana", true), ("docker.io/grafana/loki", true), ("docker.io/graf", false),
        ("quay.io", false), ("*.io/grafana/*", true), ("docker.io/library", false),
    ])
    func `a denied entry is a registry, a folder, a repository or a glob`(scope: String, isDenied: Bool) throws {
        let audit = try Audit(
            [ImageUse(named: upstream)], policy: try policy("digest: optional\ndenied: [\"\(scope)\"]"),
            registry: [upstream: index])
        #expect(audit.verdicts == (isDenied ? ["denied-registry error"] : []))
    }

    // MARK: - implicit-registry

    @Test(arguments: [
        ("nginx:1", true), ("grafana/loki:3", true), ("library/nginx", true), ("docker.io/grafana/loki:3", false),
        ("localhost/app:1", false), ("registry:5000/app:1", false), ("ghcr.io/acme/app:1", false),
        ("localhost:1", true),
    ])
    func `a reference lacks a registry if its first part is not a host`(image: String, isImplicit: Bool) throws {
        let found = try verdicts(
            ["a.yaml": manifest(image)], policy: "rules: { implicit-registry: warning }", rules: ["implicit-registry"])
        #expect(found == (isImplicit ? ["implicit-registry: a.yaml"] : []))
    }

    @Test func `rules that are off by default are silent until they are turned on`() throws {
        #expect(try verdicts(["a.yaml": manifest("nginx:1")], policy: "{}", rules: ["implicit-registry"]) == [])
    }

    @Test func `short names on a command line are a convenience`() throws {
        let audit = try Audit(
            [ImageUse(named: "nginx:1")],
            policy: try policy("digest: optional\nrules: { implicit-registry: warning }"),
            registry: ["docker.io/library/nginx:1": index])
        #expect(audit.verdicts == [])
    }

    // MARK: - inconsistent-pin

    private static let one = "@sha256:" + String(repeating: "1", count: 64)
    private static let two = "@sha256:" + String(repeating: "2", count: 64)

    private static let pins: [(images: [String], files: [String])] = [
        (["a/b:1" + one, "a/b:1" + two], ["0.yaml,1.yaml"]),
        (["a/b:1" + one, "docker.io/a/b:1" + two], ["0.yaml,1.yaml"]),
        (["a/b:1" + one, "a/b:1" + one], []), (["a/b:1" + one, "a/b:2" + two], []), (["a/b" + one, "a/b" + two], []),
        (["a/b:1" + one, "a/b:1"], []), (["a/b:1" + one, "c/b:1" + two], []),
    ]

    @Test(arguments: pins.indices) func `one tag with two digests is inconsistent`(row: Int) throws {
        let (images, files) = Self.pins[row]
        let texts = Dictionary(uniqueKeysWithValues: images.enumerated().map { ("\($0).yaml", manifest($1)) })
        #expect(
            try verdicts(texts, policy: "rules: { inconsistent-pin: error }", rules: ["inconsistent-pin"])
                == files.map { "inconsistent-pin: \($0)" })
    }

    // MARK: - promotion-drift

    private let environments = """
        environments:
          - { name: dev, paths: [dev/**] }
          - { name: staging, paths: [staging/**] }
          - { name: production, paths: [production/**] }
        """

    @Test(arguments: [
        (["staging": "a/b:1" + one, "production": "a/b:1" + two], ["production/a.yaml"]),
        (["dev": "a/b" + two, "staging": "a/b" + one, "production": "a/b" + one], ["staging/a.yaml"]),
        (["staging": "a/b:1" + one, "production": "a/b:1" + one], []),
        // An image that the earlier environment does not pin was not tested there.
        (["staging": "a/b:1", "production": "a/b:1" + two], ["production/a.yaml"]),
        (["staging": "a/b:1" + one, "production": "a/b:2"], []),
        // An image that the earlier environment does not use is not compared.
        (["production": "a/b:1" + two], []),
        (["staging": "c/d" + one, "production": "a/b" + two], []),
        // Being behind is fine: dev comes first.
        (["dev": "a/b:2" + two, "elsewhere": "a/b:1" + one], []),
        // Environments are compared only with the one before them.
        (["dev": "a/b" + one, "production": "a/b" + two], []),
    ])
    func `an environment pins what the one before it pins`(
        images: [String: String], expected: [String]
    ) throws {
        let texts = Dictionary(uniqueKeysWithValues: images.map { ($0 + "/a.yaml", manifest($1)) })
        #expect(
            try verdicts(texts, policy: environments, rules: ["promotion-drift"])
                == expected.map { "promotion-drift: \($0)" })
    }

    @Test func `a single environment has no promotion drift`() throws {
        let texts = ["a/a.yaml": manifest("a/b" + Self.one), "b/a.yaml": manifest("a/b" + Self.two)]
        let policy = "environments: [{ name: a, paths: [a/**] }]\nrules: { promotion-drift: error }"
        #expect(try verdicts(texts, policy: policy, rules: ["promotion-drift"]) == [])
    }

    // MARK: - Watched tags

    private func watching(_ image: ExampleImage) throws -> Audit {
        let policy = try policy("digest: required\nwatch: [\"ghcr.io/acme/app:main\"]")
        let registry = ["ghcr.io/acme/app:main": image]
        return try Audit(policy.watch.map { ImageUse($0) }, policy: policy, registry: registry, options: deepest)
    }

    @Test func `an audit asks for what the policy watches`() throws {
        let plan = Plan(Inventory(), policy: try policy("watch: [\"ghcr.io/acme/app:main\"]"))
        #expect(
            plan.informed(by: Resolutions()).inquiries.map(\.reference.description) == ["ghcr.io/acme/app:main"])
    }

    @Test func `a watched tag must cover every platform, and may float`() throws {
        #expect(try watching(index).verdicts == [])
        let audit = try watching(.manifest("linux/amd64"))
        #expect(audit.verdicts == ["missing-platform error"])
        let location = try #require(audit.evaluation.findings.first?.locations.first)
        #expect(location.file == "0.yaml")
        #expect(location.position == SourcePosition(line: 2, column: 9))
    }

    @Test func `a watched tag that is gone is a finding, one that does not answer is unchecked`() throws {
        #expect(try watching(.notFound).verdicts == ["not-found error"])
        let audit = try watching(ExampleImage(.failed(ResolutionFailure(.rateLimited, "later"))))
        #expect(audit.verdicts == [])
        #expect(audit.evaluation.unchecked.map { $0.locations.map(\.file) } == [["0.yaml"]])
    }
}
