import AuditModel
import ImageModel
import PolicyModel
import PolicyRules
import SourceText
import TestSupport
import Testing

private let index = ExampleImage.index(both)

private func occurrence(
    _ text: String, file: String = "a.yaml", line: Int = 1, container: String? = "app", name: String = "web",
    confidence: Occurrence.Confidence = .certain, scheduling: SchedulingConstraint = .none
) throws -> ImageUse {
    let object = ManifestObject(
        file: file, document: 0, apiVersion: "v1", kind: "Pod", namespace: "default", name: name)
    let part = Occurrence.Part(
        role: .reference, range: ByteRange(0, 1), position: SourcePosition(line: line, column: 5),
        path: "$.spec.containers[\(line)].image", style: .plain, text: text)
    return ImageUse(
        try #require(
            Occurrence(
                object: object, parts: [part], container: container, text: text, matcher: "container",
                confidence: confidence, scheduling: scheduling)))
}

private let amd64Only = SchedulingConstraint(alternatives: [
    SchedulingConstraint.Alternative(architectures: SchedulingConstraint.Values(allowed: ["amd64"]))
])

@Suite struct EvaluationTests {
    private let registry: [String: ExampleImage] = [
        "ghcr.io/acme/app:1": .manifest("linux/amd64"), "ghcr.io/acme/api:1": index,
    ]

    @Test func `all places of one violation make one finding, sorted by file and line`() throws {
        let places = try [("b.yaml", 2), ("a.yaml", 10), ("a.yaml", 9)].map { file, line in
            try occurrence("ghcr.io/acme/api:1", file: file, line: line)
        }
        let findings = try Audit(places, registry: registry).evaluation.findings
        #expect(findings.count == 1)
        #expect(
            findings[0].locations.map { "\($0.file ?? ""):\($0.position?.line ?? 0)" }
                == ["a.yaml:9", "a.yaml:10", "b.yaml:2"])
    }

    @Test func `places that require other platforms make findings of their own`() throws {
        let registry = ["ghcr.io/acme/app:1": ExampleImage.manifest("linux/s390x")]
        let audit = try Audit(
            [
                try occurrence("ghcr.io/acme/app:1"),
                try occurrence("ghcr.io/acme/app:1", line: 2, scheduling: amd64Only),
            ],
            policy: try policy("digest: required"), registry: registry)
        let missing = audit.evaluation.findings.filter { $0.rule == "missing-platform" }
        #expect(missing.map { $0.platforms.map(\.description) } == [both, ["linux/amd64"]])
        #expect(audit.evaluation.findings.filter { $0.rule == "unpinned" }.map(\.locations.count) == [2])
    }

    @Test func `a workload restricted to one platform needs no other`() throws {
        let audit = try Audit([try occurrence("ghcr.io/acme/app:1", scheduling: amd64Only)], registry: registry)
        #expect(audit.verdicts == ["unpinned warning"])
    }

    @Test func `overrides apply to the files that they match`() throws {
        let policy = try policy("digest: required\noverrides: [{ paths: [dev/**], digest: optional }]")
        let audit = try Audit(
            [
                try occurrence("ghcr.io/acme/api:1", file: "dev/a.yaml"),
                try occurrence("ghcr.io/acme/api:1", file: "prod/a.yaml"),
            ], policy: policy, registry: registry)
        #expect(audit.evaluation.findings.map { $0.locations.map(\.file) } == [["prod/a.yaml"]])
    }

    @Test func `the worst findings come first, then the first places`() throws {
        let audit = try Audit(
            [
                try occurrence("ghcr.io/acme/api:1", line: 1), try occurrence("ghcr.io/acme/app:1", line: 3),
                try occurrence("ghcr.io/acme/Api:1", line: 2),
            ], registry: registry)
        #expect(
            audit.evaluation.findings.map(\.rule.name)
                == ["invalid-reference", "missing-platform", "unpinned", "unpinned"])
    }

    @Test func `a possible image is a note at most, never edited and never unchecked`() throws {
        let audit = try Audit(
            [
                try occurrence("ghcr.io/acme/app:1", confidence: .possible),
                try occurrence("ghcr.io/acme/api:1", line: 2, confidence: .possible),
                try occurrence("ghcr.io/acme/secret:1", line: 3, confidence: .possible),
            ], policy: try policy("digest: required"),
            registry: registry.merging([
                "ghcr.io/acme/secret:1": ExampleImage(.failed(ResolutionFailure(.absentOrPrivate, "denied")))
            ]) { $1 })
        #expect(audit.evaluation.findings.allSatisfy { $0.severity == .note && $0.fix == nil })
        #expect(audit.evaluation.findings.count == 4)
        #expect(audit.evaluation.unchecked.isEmpty)
    }

    @Test func `an image that was not resolved is unchecked`() throws {
        let plan = Plan([try occurrence("ghcr.io/acme/api:1")], policy: Policy())
        let evaluation = Evaluation(
            of: plan.informed(by: Resolutions()), today: try #require(CalendarDate("2026-01-01")))
        #expect(evaluation.unchecked.map(\.kind) == ["transient"])
    }

    @Test func `an unreadable source is unchecked, with its place`() throws {
        let source = UnreadableSource(
            kind: .syntaxError, file: "x.yaml", document: 1, position: SourcePosition(line: 7, column: 2),
            message: "did not find expected key")
        let unchecked = try Audit([], unreadable: [source]).evaluation.unchecked
        #expect(unchecked.map(\.item) == [.file("x.yaml")])
        #expect(unchecked.first?.kind == "syntax-error")
        #expect(unchecked.first?.locations.first?.position == SourcePosition(line: 7, column: 2))
    }

    @Test func `every distinct image is reported, sorted`() throws {
        let images = try Audit(
            [
                try occurrence("ghcr.io/acme/app:1"), try occurrence("ghcr.io/acme/api:1"),
                try occurrence("ghcr.io/acme/app:1", line: 9), try occurrence("ghcr.io/acme/Api:1"),
            ], registry: registry
        ).evaluation.images
        #expect(images.map(\.reference.description) == ["ghcr.io/acme/api:1", "ghcr.io/acme/app:1"])
    }

    // MARK: - Waivers

    private let waived = """
        digest: optional
        waivers:
          - { rule: missing-platform, image: "ghcr.io/acme/app:1", reason: tracked, expires: 2026-06-15 }
        """

    @Test(arguments: [("2026-06-15", false), ("2026-06-16", true)])
    func `a waiver keeps its finding from counting through its last day`(today: String, active: Bool) throws {
        let audit = try Audit(
            [try occurrence("ghcr.io/acme/app:1")], policy: try policy(waived), registry: registry, today: today)
        let finding = try #require(audit.evaluation.findings.first)
        #expect(finding.rule == "missing-platform" && finding.severity == .error)
        #expect(finding.isActive == active)
    }

    @Test func `a waiver for some places leaves the others active`() throws {
        let waiver =
            "{ rule: missing-platform, image: ghcr.io/acme/app, paths: [dev/**], reason: r, expires: 2026-06-15 }"
        let audit = try Audit(
            [
                try occurrence("ghcr.io/acme/app:1", file: "dev/a.yaml"),
                try occurrence("ghcr.io/acme/app:1", file: "prod/a.yaml"),
            ], policy: try policy("digest: optional\nwaivers: [\(waiver)]"), registry: registry)
        #expect(audit.evaluation.findings.flatMap { $0.locations.map(\.status) } == [.waived, .active])
    }

    @Test(arguments: [("linux/arm64", false), ("linux/amd64", true), ("linux/amd64, linux/arm64", false)])
    func `a waiver for a platform covers an image that lacks nothing else`(platforms: String, active: Bool) throws {
        let waiver =
            "{ rule: missing-platform, image: ghcr.io/acme/app, platforms: [\(platforms)], reason: r, expires: 2026-06-15 }"
        let audit = try Audit(
            [try occurrence("ghcr.io/acme/app:1")],
            policy: try policy("digest: optional\nwaivers: [\(waiver)]"), registry: registry)
        #expect(audit.evaluation.findings.map(\.isActive) == [active])
    }

    // MARK: - Bookkeeping

    /// The findings about waivers and overrides, as `rule image`.
    private func bookkeeping(
        _ text: String, images: [String] = ["ghcr.io/acme/app:1"], isFullFleet: Bool, today: String = "2026-06-15",
        unreadable: [UnreadableSource] = []
    ) throws -> [String] {
        let rules: Set<RuleID> = ["expired-waiver", "unused-waiver", "unused-override"]
        let audit = try Audit(
            try images.map { try occurrence($0) }, policy: try policy(text),
            registry: registry.merging([
                "ghcr.io/acme/secret:1": ExampleImage(.failed(ResolutionFailure(.rateLimited, "later")))
            ]) { $1 }, options: PlanOptions(isFullFleet: isFullFleet), today: today, unreadable: unreadable)
        return audit.evaluation.findings.filter { rules.contains($0.rule) }.map { "\($0.rule) \($0.image)" }.sorted()
    }

    private static func waiver(_ image: String) -> String {
        "digest: optional\nwaivers: [{ rule: missing-platform, image: \"\(image)\", reason: r, expires: 2026-06-15 }]"
    }

    @Test func `an expired waiver is reported where it would have been needed`() throws {
        let needed = Self.waiver("ghcr.io/acme/app:1")
        let other = Self.waiver("ghcr.io/acme/api:1")
        #expect(try bookkeeping(needed, isFullFleet: false) == [])
        #expect(
            try bookkeeping(needed, isFullFleet: false, today: "2026-06-16") == ["expired-waiver ghcr.io/acme/app:1"])
        #expect(try bookkeeping(other, isFullFleet: false, today: "2026-06-16") == [])
        #expect(
            try bookkeeping(other, isFullFleet: true, today: "2026-06-16") == ["expired-waiver ghcr.io/acme/api:1"])
    }

    @Test func `an unused waiver is reported only for the full fleet`() throws {
        let other = Self.waiver("ghcr.io/acme/api:1")
        #expect(try bookkeeping(other, isFullFleet: false) == [])
        #expect(try bookkeeping(other, isFullFleet: true) == ["unused-waiver ghcr.io/acme/api:1"])
        #expect(try bookkeeping(Self.waiver("ghcr.io/acme/app:1"), isFullFleet: true) == [])
    }

    @Test func `a waiver for an image that could not be checked is not unused`() throws {
        let secret = Self.waiver("ghcr.io/acme/secret:1")
        #expect(try bookkeeping(secret, images: ["ghcr.io/acme/secret:1"], isFullFleet: true) == [])
        let source = UnreadableSource(kind: .syntaxError, file: "x.yaml", message: "bad")
        #expect(
            try bookkeeping(Self.waiver("ghcr.io/acme/api:1"), isFullFleet: true, unreadable: [source]) == [])
    }

    @Test func `an unused override is reported only for the full fleet`() throws {
        let text = "overrides: [{ paths: [nowhere/**], digest: optional }, { kinds: [Pod], digest: optional }]"
        #expect(try bookkeeping(text, isFullFleet: false) == [])
        #expect(try bookkeeping(text, isFullFleet: true) == ["unused-override paths nowhere/**"])
    }

    @Test func `a finding about the policy has its place in the policy file`() throws {
        let audit = try Audit(
            [], policy: try policy(Self.waiver("a/b:1")), options: PlanOptions(isFullFleet: true))
        let location = try #require(audit.evaluation.findings.first?.locations.first)
        #expect(location.file == "0.yaml")
        #expect(location.position == SourcePosition(line: 2, column: 11))
    }

    @Test func `bookkeeping rules are set like any other`() throws {
        #expect(
            try bookkeeping(Self.waiver("a/b:1") + "\nrules: { unused-waiver: off }", isFullFleet: true) == [])
    }

    // MARK: - Fingerprints

    private func fingerprint(_ use: ImageUse) throws -> String {
        let audit = try Audit(
            [use],
            registry: ["ghcr.io/acme/api:1": index, "ghcr.io/acme/api:2": index, "ghcr.io/acme/app:1": index])
        return try #require(audit.evaluation.findings.first?.locations.first?.fingerprint)
    }

    @Test func `a fingerprint survives moved lines and new tags`() throws {
        let first = try fingerprint(occurrence("ghcr.io/acme/api:1"))
        #expect(first.utf8.count == 16)
        #expect(try fingerprint(occurrence("ghcr.io/acme/api:2", line: 99)) == first)
    }

    @Test func `fingerprints of other files, objects, containers or repositories differ`() throws {
        let all = try [
            fingerprint(occurrence("ghcr.io/acme/api:1")),
            fingerprint(occurrence("ghcr.io/acme/api:1", file: "b.yaml")),
            fingerprint(occurrence("ghcr.io/acme/api:1", container: "init")),
            fingerprint(occurrence("ghcr.io/acme/api:1", name: "api")),
            fingerprint(occurrence("ghcr.io/acme/app:1")),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `a fingerprint is the same on every machine`() throws {
        #expect(try fingerprint(occurrence("ghcr.io/acme/api:1")) == "9826204be4a78c5c")
    }
}
