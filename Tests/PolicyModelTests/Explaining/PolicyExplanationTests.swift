import AuditModel
import Foundation
import PolicyModel
import SourceText
import TestSupport
import Testing

private func files(_ texts: [String]) -> [SourceFile] {
    texts.enumerated().map { SourceFile(path: "\($0).yaml", text: $1) }
}

/// Text and origin of each line, with single blanks.
private func explained(
    _ texts: String..., contract: String? = nil, levels: [RuleID: RuleLevel] = [:]
) throws -> [String] {
    let loader = PolicyLoader(rules: ruleNames, contract: contract)
    return try loader.explanation(of: files(texts)) { _ in levels }.document.split(separator: "\n").map { line in
        line.split(separator: " ").joined(separator: " ")
    }
}

private func withoutPlaces(_ policy: Policy) -> Policy {
    var policy = policy
    policy.files = []
    // The cluster is shown as a comment; its platform is written out.
    policy.cluster = nil
    for index in policy.overrides.indices { policy.overrides[index].origin = nil }
    for index in policy.waivers.indices { policy.waivers[index].origin = nil }
    return policy
}

private let globals = """
    global:
      acme:
        cluster: { type: local, arch: arm64 }
        images:
          policy:
            preferMirror: true
            requireMultiArch: false
            mirrorRegistry: ghcr.io/acme/mirror
        unrelated: [1, 2]
    """

private let rich = """
    images: { policy: { preferMirror: true, mirrorRegistry: "ghcr.io/acme/mirror" } }
    platforms:
      - linux/amd64
    floatingTags: ["*-dev", 'a"b', "true", main]
    mirror:
      from: [docker.io]
      naming: path
      map:
        - { source: docker.io/a/b, target: c }
    rules: { floating-tag: off }
    overrides:
      - paths: ["rendered/**"]
        digest: required
        rules: { unpinned: note }
    waivers:
      - rule: unpinned
        image: docker.io/a/b:1
        reason: "ends: soon # really"
        expires: 2026-12-31
    """

@Suite struct PolicyExplanationTests {
    @Test func `without files every value is the built-in default's`() throws {
        let lines = try explained().filter { $0.contains("#") }
        #expect(lines.contains("digest: preferred # built-in default"))
        #expect(lines.contains("platforms: [linux/amd64, linux/arm64] # requireMultiArch, built-in default"))
        #expect(lines.allSatisfy { $0.hasSuffix("built-in default") })
    }

    @Test func `the built-in default is the file that ships`() throws {
        #expect(
            try String(contentsOfFile: PackageRoot.file("policy/default.yaml"), encoding: .utf8) == BuiltInPolicy.text)
    }

    @Test func `each value names the line of the last layer that set it`() throws {
        let lines = try explained(
            "digest: required\nfloatingTags: [a]\nrules: { unpinned: note,\n  floating-tag: error }\n",
            "# a comment\n\nfloatingTags: [b]\nrules:\n  unpinned: off\n")
        #expect(lines.contains("digest: required # 0.yaml:1"))
        #expect(lines.contains("floatingTags: [b] # 1.yaml:3"))
        #expect(lines.contains("unpinned: off # 1.yaml:5"))
        #expect(lines.contains("floating-tag: error # 0.yaml:4"))
    }

    @Test func `each override, waiver and map entry is on a line of its own`() throws {
        let lines = try explained(rich)
        #expect(lines.contains("- { source: docker.io/a/b, target: c } # 0.yaml:9"))
        #expect(
            lines.contains(
                #"- { paths: ["rendered/**"], digest: required, rules: { unpinned: note } } # 0.yaml:12"#))
    }

    @Test func `the contract of globals is traced to the file that set it`() throws {
        let lines = try explained(
            globals, "global: { acme: { cluster: { arch: amd64 } } }", "digest: required")
        #expect(lines.contains("preferMirror: true # 0.yaml:6"))
        #expect(lines.contains("requireMultiArch: false # 0.yaml:7"))
        #expect(lines.contains("platforms: [linux/amd64] # cluster.arch, 1.yaml:1"))
        #expect(lines.contains("# cluster.type: local # 0.yaml:3"))
        #expect(lines.contains("digest: required # 2.yaml:1"))
        #expect(!lines.contains { $0.contains("unrelated") })
    }

    @Test func `rules that the policy does not set are comments with their own level`() throws {
        let lines = try explained(
            "rules: { floating-tag: off }\ndigest: required\n",
            levels: ["floating-tag": .warning, "unpinned": .error, "missing-platform": .error])
        #expect(lines.contains("floating-tag: off # 0.yaml:1"))
        #expect(lines.contains("# unpinned: error # digest, 0.yaml:2"))
        #expect(lines.contains("# missing-platform: error # the rule's own"))
    }

    @Test(arguments: [[], [rich], ["digest: optional", rich], [globals], [globals, "platforms: [linux/s390x]"]])
    func `an explanation loads as the same policy`(texts: [String]) throws {
        let loader = PolicyLoader(rules: ruleNames)
        let shown = try loader.explanation(of: files(texts)) { _ in ["unpinned": .error] }.document
        #expect(withoutPlaces(try load(shown)) == withoutPlaces(try loader.policy(from: files(texts))))
    }

    @Test func `an invalid policy has no explanation`() {
        #expect(throws: PolicyError.self) { try explained("digset: required") }
    }

    @Test func `the former name of noShell is explained under the current one`() throws {
        #expect(try explained("shellless: [acme.example/a]").contains("noShell: [acme.example/a] # 0.yaml:1"))
        #expect(try !explained("shellless: [acme.example/a]").contains { $0.hasPrefix("shellless") })
    }
}
