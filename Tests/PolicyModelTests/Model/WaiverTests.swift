import AuditModel
import ImageModel
import PolicyModel
import SourceText
import Testing

private let digest = "sha256:" + String(repeating: "a", count: 64)

private func waiver(image: String, rule: String = "missing-platform") throws -> Waiver {
    let policy = try load(
        "waivers: [{ rule: \(rule), image: \"\(image)\", reason: tracked in 456, expires: 2026-12-31 }]")
    return try #require(policy.waivers.first)
}

@Suite struct WaiverTests {
    @Test(arguments: [
        ("grafana/loki:3.5.7", "docker.io/grafana/loki:3.5.7", true),
        ("grafana/loki:3.5.7", "grafana/loki:3.5.7@" + digest, true),
        ("grafana/loki:3.5.7", "grafana/loki:3.5.8", false),
        ("grafana/loki", "grafana/loki:3.5.8", true),
        ("grafana/loki", "grafana/loki@" + digest, true),
        ("grafana/loki", "quay.io/grafana/loki:1", false),
        ("nginx:latest", "nginx", true),
        ("nginx:latest", "nginx@" + digest, false),
        ("docker.io/grafana/*", "grafana/loki:3.5.7", true),
        ("docker.io/grafana/*:3.*", "grafana/loki:3.5.7", true),
        ("docker.io/grafana/*:4.*", "grafana/loki:3.5.7", false),
        ("docker.io/**", "quay.io/a/b:1", false),
    ])
    func `a waiver compares normalised names and leaves the digest out`(
        pattern: String, image: String, expected: Bool
    ) throws {
        let waiver = try waiver(image: pattern)
        #expect(
            waiver.covers(text: image, reference: try ImageReference(image)) == expected)
    }

    @Test func `a waiver may select places instead of an image`() throws {
        let policy = try load(
            "waivers: [{ rule: unpinned, namespaces: [dev-*], kinds: [Job], reason: r, expires: 2026-12-31 }]")
        let waiver = try #require(policy.waivers.first)
        #expect(waiver.covers(text: "a/b", reference: nil))
        #expect(waiver.places.matches(Place(kind: "Job", namespace: "dev-1")))
        #expect(!waiver.places.matches(Place(kind: "Job", namespace: "prod")))
        #expect(waiver.summary == "kinds Job; namespaces dev-*")
    }

    @Test(arguments: [
        ([Platform.linuxARM64], true), ([], false), ([.linuxARM64, .linuxAMD64], false), ([.linuxAMD64], false),
    ])
    func `a waiver for a platform covers findings about that platform only`(affected: [Platform], expected: Bool) throws
    {
        let policy = try load(
            "waivers: [{ rule: unpinned, image: a/b, platforms: [linux/arm64], reason: r, expires: 2026-12-31 }]")
        #expect(policy.waivers.first?.covers(platforms: affected) == expected)
    }

    @Test func `a waiver has its place in the policy file`() throws {
        let policy = try load(
            "digest: required\nwaivers:\n  - rule: unpinned\n    image: a/b\n    reason: r\n    expires: 2026-12-31\n")
        #expect(policy.waivers.first?.origin?.file == "0.yaml")
        #expect(policy.waivers.first?.origin?.position == SourcePosition(line: 3, column: 5))
    }

    @Test func `text that is not a reference is waived as written`() throws {
        let waiver = try waiver(image: "app:${TAG}", rule: "unrendered-template")
        #expect(waiver.covers(text: "app:${TAG}", reference: nil))
        #expect(!waiver.covers(text: "app:${OTHER}", reference: nil))
    }

    @Test func `a waiver with a digest is refused`() {
        #expect(throws: PolicyError.self) { try waiver(image: "a/b:1@" + digest) }
    }

    @Test(arguments: [("2026-12-30", true), ("2026-12-31", true), ("2027-01-01", false)])
    func `a waiver holds until the end of its last day`(today: String, expected: Bool) throws {
        #expect(try waiver(image: "a/b").isInForce(on: try #require(CalendarDate(today))) == expected)
    }
}
