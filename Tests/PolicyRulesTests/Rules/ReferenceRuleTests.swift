import AuditModel
import PolicyModel
import PolicyRules
import TestSupport
import Testing

private let digest = "@sha256:" + String(repeating: "a", count: 64)

/// Rules about references and the answers of their registries.
@Suite struct ReferenceRuleTests {
    // MARK: - floating-tag

    private static let versions = """
        allowedTags: ['v?[0-9]+\\.[0-9]+\\.[0-9]+', '[0-9a-f]{7,40}']
        """

    private static let tags: [(image: String, policy: String, message: String?)] = [
        ("a.io/b:latest", "{}", "tag is floating: latest"),
        ("a.io/b:main" + digest, "{}", "tag is floating: main (beside a digest)"),
        ("a.io/b", "{}", "neither tag nor digest, which means latest"),
        ("a.io/b" + digest, "{}", nil), ("a.io/b:1.2", "{}", nil),
        // Tags that only start or end like a floating one.
        ("a.io/b:latest-alpine", "{}", nil), ("a.io/b:mainline", "{}", nil), ("a.io/b:1.2-dev", "{}", nil),
        ("a.io/b:Latest", "{}", nil), ("a.io/latest:1", "{}", nil), ("latest.io/main/dev:1" + digest, "{}", nil),
        // Globs, which replace the built-in list.
        ("a.io/b:1.2-SNAPSHOT", "floatingTags: ['*-SNAPSHOT']", "tag is floating: 1.2-SNAPSHOT"),
        ("a.io/b:SNAPSHOT", "floatingTags: ['*-SNAPSHOT']", nil),
        ("a.io/b:latest", "floatingTags: ['*-SNAPSHOT']", nil),
        ("a.io/b", "floatingTags: []", nil),
        // Tags that are not allowed are refused; partial matches do not count.
        ("a.io/b:1.2.3", versions, nil), ("a.io/b:3f2c1d9" + digest, versions, nil), ("a.io/b" + digest, versions, nil),
        ("a.io/b:1.2.3-rc1", versions, "tag is not allowed: 1.2.3-rc1; `allowedTags` has no match"),
        (
            "a.io/b:feature" + digest, versions,
            "tag is not allowed: feature (beside a digest); `allowedTags` has no match"
        ),
        ("a.io/b", versions, "neither tag nor digest, which means latest"),
    ]

    @Test(arguments: tags.indices) func `a tag floats if the policy matches it as a whole`(row: Int) throws {
        let (image, text, message) = Self.tags[row]
        let audit = try Audit([ImageUse(named: image)], policy: try policy(text))
        #expect(audit.message(of: "floating-tag") == message)
    }

    // MARK: - unpinned

    @Test(arguments: [
        ("a.io/b:1", true), ("a.io/b", true), ("a.io/b:1" + digest, false), ("a.io/b" + digest, false),
        // Other rules report text that is not a reference.
        ("a.io/B:1", false), ("a.io/b:${TAG}", false),
    ])
    func `a reference without a digest is not pinned`(image: String, isUnpinned: Bool) throws {
        let audit = try Audit([ImageUse(named: image)], policy: try policy("digest: required"))
        #expect(audit.verdicts.contains("unpinned error") == isUnpinned)
    }

    // MARK: - invalid-reference, unrendered-template

    @Test(arguments: [
        ("ghcr.io/acme/App:1", "invalid-reference"), ("ghcr.io/acme/app:1@sha256:abc", "invalid-reference"),
        ("ghcr.io/acme/app:", "invalid-reference"), ("ghcr.io/acme/app@latest", "invalid-reference"),
        ("https://ghcr.io/acme/app:1", "invalid-reference"), ("ghcr.io//app:1", "invalid-reference"),
        ("ghcr.io/acme/app :1", "invalid-reference"), ("", "invalid-reference"),
        ("ghcr.io/acme/app:${TAG}", "unrendered-template"), ("{{ .Values.image }}", "unrendered-template"),
        ("ghcr.io/acme/{{ .Values.name }}:1", "unrendered-template"),
        // Unusual, and valid.
        ("ghcr.io/acme/app_1.x--y:V1_2.3-x", nil), ("localhost:5001/app:1", nil), ("[::1]:5000/app:1", nil),
        ("app", nil), ("ghcr.io/a/b/c/d:1", nil),
    ])
    func `invalid references and unrendered templates have different rules`(image: String, rule: String?) throws {
        let audit = try Audit([ImageUse(named: image)], policy: try policy("digest: optional\nfloatingTags: []"))
        let rules = audit.evaluation.findings.map(\.rule.name).filter { $0 != "not-found" }
        #expect(rules == (rule.map { [$0] } ?? []))
    }

    // MARK: - What the registry answers

    private static let answers: [(image: ExampleImage, rules: [String], unchecked: [String])] = [
        (.index(both), [], []), (.notFound, ["not-found"], []),
        (ExampleImage(.artifact("application/vnd.cncf.helm.config.v1+json")), ["not-an-image"], []),
        (ExampleImage(.artifact("application/vnd.oci.empty.v1+json")), ["not-an-image"], []),
        (failing(.unsupported), ["legacy-manifest"], []), (failing(.protocolViolation), ["registry-integrity"], []),
        // It is unknown whether anything is wrong.
        (failing(.absentOrPrivate), [], ["absent-or-private"]), (failing(.authFailed), [], ["auth-failed"]),
        (failing(.rateLimited), [], ["rate-limited"]), (failing(.transient), [], ["transient"]),
        (failing(.refused), [], ["refused"]),
    ]

    private static func failing(_ kind: ResolutionFailure.Kind) -> ExampleImage {
        ExampleImage(.failed(ResolutionFailure(kind, "as the test wants it")))
    }

    @Test(arguments: answers.indices) func `a definite failure is a finding, an uncertain one is unchecked`(row: Int)
        throws
    {
        let (image, rules, unchecked) = Self.answers[row]
        let audit = try Audit(
            [ImageUse(named: "ghcr.io/acme/app:1")], policy: try policy("digest: optional"),
            registry: ["ghcr.io/acme/app:1": image])
        #expect(audit.evaluation.findings.map(\.rule.name) == rules)
        #expect(audit.evaluation.unchecked.map(\.kind) == unchecked)
    }
}
