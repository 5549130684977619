import AuditModel
import ManifestScanning
import PolicyModel
import PolicyRules
import SourceText
import Testing

private let one = "sha256:" + String(repeating: "1", count: 64)
private let two = "sha256:" + String(repeating: "2", count: 64)

/// Values files, later over earlier, and the findings: `severity file:line:column`.
struct LayeredCase: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String]
    let found: [String]
    var testDescription: String { name }
}

private let base = "image: { repository: docker.io/grafana/loki, tag: 3.5.7, digest: '\(one)' }\n"

private let cases: [LayeredCase] = [
    LayeredCase(
        name: "a repository that inherits the digest", files: [base, "image: { repository: ghcr.io/acme/loki }\n"],
        found: ["error 1.yaml:1:22"]),
    LayeredCase(
        name: "a repository with its own digest",
        files: [base, "image: { repository: ghcr.io/acme/loki, digest: '\(two)' }\n"], found: []),
    LayeredCase(
        name: "a repository with the same digest, on purpose",
        files: [base, "image: { repository: ghcr.io/acme/loki, digest: '\(one)' }\n"], found: []),
    LayeredCase(
        name: "a digest unset with null", files: [base, "image: { repository: ghcr.io/acme/loki, digest: null }\n"],
        found: []),
    LayeredCase(
        name: "a digest unset with an empty text",
        files: [base, "image: { repository: ghcr.io/acme/loki, digest: '' }\n"], found: []),
    LayeredCase(
        name: "the whole image unset before", files: [base, "image: null\n", "image: { repository: a/b, tag: 1 }\n"],
        found: []),
    LayeredCase(
        name: "the same repository again", files: [base, "image: { repository: docker.io/grafana/loki }\n"], found: []),
    LayeredCase(name: "something else", files: [base, "image: { pullPolicy: Always }\nreplicas: 2\n"], found: []),
    LayeredCase(name: "one file alone", files: [base], found: []),
    LayeredCase(
        name: "a digest that comes later than the repository",
        files: ["image: { repository: a/b }\n", "image: { digest: '\(one)' }\n"], found: []),
    LayeredCase(
        name: "a third file that goes back to what the digest belongs to",
        files: [
            base, "image: { repository: ghcr.io/acme/loki }\n", "image: { repository: docker.io/grafana/loki }\n",
        ], found: []),
    LayeredCase(
        name: "the last of three files",
        files: [base, "image: { tag: 3.5.7 }\n", "image:\n  repository: ghcr.io/acme/loki\n"],
        found: ["error 2.yaml:2:15"]),
    LayeredCase(
        name: "a registry of its own field",
        files: [
            "image: { registry: docker.io, repository: grafana/loki, digest: '\(one)' }\n",
            "image: { registry: ghcr.io }\n",
        ], found: ["error 1.yaml:1:20"]),
    LayeredCase(
        name: "a digest without the repository that it belongs to",
        files: ["image: { digest: '\(one)' }\n", "image: { repository: ghcr.io/acme/loki }\n"],
        found: ["error 1.yaml:1:22"]),
    LayeredCase(
        name: "a digest in the tag",
        files: ["image: { repository: a/b, tag: '1@\(one)' }\n", "image: { repository: c/d }\n"],
        found: ["error 1.yaml:1:22"]),
    LayeredCase(
        name: "a tag with its digest, both new",
        files: ["image: { repository: a/b, tag: '1@\(one)' }\n", "image: { repository: c/d, tag: 1 }\n"], found: []),
    LayeredCase(
        name: "a tag that changes nothing", files: [base, "image: { tag: 3.5.8 }\n"],
        found: ["warning 1.yaml:1:15"]),
    LayeredCase(
        name: "images deep in a chart, and in a subchart",
        files: [
            "loki: { gateway: { image: { repository: a/b, digest: '\(one)' } } }\n",
            "loki: { gateway: { image: { repository: c/d } } }\n",
        ], found: ["error 1.yaml:1:41"]),
    LayeredCase(
        name: "a list, which is replaced as a whole",
        files: [
            "sidecars: [{ image: { repository: a/b, digest: '\(one)' } }]\n",
            "sidecars: [{ image: { repository: c/d } }]\n",
        ], found: []),
    LayeredCase(
        name: "fields beside each other",
        files: ["proxyImage: a/b\nproxyImageDigest: '\(one)'\n", "proxyImage: c/d\n"], found: ["error 1.yaml:1:13"]),
    LayeredCase(
        name: "one scalar, which brings its digest along",
        files: ["image: 'a/b@\(one)'\n", "image: c/d:1\n"], found: []),
    LayeredCase(
        name: "an anchor of the base",
        files: ["x: &i { repository: a/b, digest: '\(one)' }\nimage: *i\n", "image: { repository: c/d }\n"],
        found: ["error 1.yaml:1:22"]),
    LayeredCase(name: "empty files", files: ["", base, "# nothing\n"], found: []),
    LayeredCase(
        name: "an empty file between", files: [base, "", "image: { repository: ghcr.io/acme/loki }\n"],
        found: ["error 2.yaml:1:22"]),
]

@Suite struct StaleDigestOverrideTests {
    private func values(_ texts: [String]) -> HelmValuesLayers {
        HelmValuesLayers(texts.enumerated().map { SourceFile(path: "\($0).yaml", text: $1) })
    }

    private func findings(_ texts: [String], _ policy: Policy = Policy()) throws -> [Finding] {
        let facts = FleetFacts(inheritedDigests: values(texts).inheritedDigests)
        return try Audit([], policy: policy, facts: facts).evaluation.findings
    }

    @Test(arguments: cases) func `an overridden repository comes with its digest, or unsets it`(row: LayeredCase) throws
    {
        #expect(values(row.files).unreadable.isEmpty)
        let found = try findings(row.files).flatMap { finding in
            finding.locations.map { "\(finding.severity.rawValue) \($0.file ?? ""):\($0.position?.description ?? "")" }
        }
        #expect(found == row.found)
    }

    @Test func `the finding says where the digest comes from and what it belongs to`() throws {
        let finding = try #require(try findings([base, "image: { repository: ghcr.io/acme/loki }\n"]).first)
        #expect(finding.image == "ghcr.io/acme/loki:3.5.7@" + one)
        #expect(
            finding.message
                == "repository is overridden, but its digest is inherited from 0.yaml:1, where it belongs to "
                + "docker.io/grafana/loki; set `digest` here too, or unset it with `digest: null`")
        #expect(finding.locations.map(\.path) == ["$.image.repository"])
    }

    @Test func `overrides and waivers match it by file and image`() throws {
        let files = [base, "image: { repository: ghcr.io/acme/loki }\n"]
        let off = try policy("overrides: [{ paths: [1.yaml], rules: { stale-digest-override: off } }]")
        #expect(try findings(files, off).isEmpty)
        let waived = try policy(
            """
            waivers: [{ rule: stale-digest-override, image: ghcr.io/acme/loki, reason: r, expires: 2026-12-31 }]
            """)
        #expect(try findings(files, waived).flatMap { $0.locations.map(\.status) } == [.waived])
    }

    @Test func `a file that does not parse is an error, whatever the others contain`() {
        let read = values([base, "image: {\n", "image: { repository: c/d }\n"])
        #expect(read.unreadable.map(\.file) == ["1.yaml"])
        #expect(read.inheritedDigests.isEmpty)
        #expect(values([base, "- a\n"]).unreadable.map(\.message) == ["values must be a mapping, not a list"])
    }
}
