package import AuditModel
internal import ImageModel

/// `pin-drift`
package enum PinDrift: ImageRule {
    private static let pinned = ExampleImage.index(["linux/amd64", "linux/arm64"])

    package static let description = RuleDescription(
        id: "pin-drift",
        title: "Tag that has moved away from its pinned digest",
        rationale: """
            The pin does its job: what runs is what was tested. But the tag was pushed again since, perhaps with a \
            fix that never reaches the cluster, perhaps by someone who should not have. The tag no longer describes \
            the pinned image.
            """,
        remedy: "Look at what changed, then use the new digest or the tag that the pin belongs to.",
        configuration: "Tags of pinned images are looked up by `check`, and by `audit` with `--drift`.",
        severity: .note,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7@" + (pinned.digest ?? "")),
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"], build: "2"),
                "docker.io/grafana/loki@" + (pinned.digest ?? ""): pinned,
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7@" + (pinned.digest ?? "")),
            registry: ["docker.io/grafana/loki:3.5.7": pinned]))

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard context.options.asksForDrift, let digest = context.reference?.digest, let pinned = context.resolution,
            pinned.failure == nil, let tagReference = context.tagReference, let tag = tagReference.tag,
            let tagged = context.known[tagReference]
        else { return [] }
        if let failure = tagged.failure {
            return failure.kind == .notFound
                ? [Violation("tag \(tag) of the pin no longer exists")] : []
        }
        // A pin on one platform of the tag's index is `platform-pinned`: nothing moved.
        if case .index(let index) = tagged, index.contains(digest) { return [] }
        guard let now = tagged.digest, now != digest else { return [] }
        return [Violation("tag \(tag) has moved to \(now.short)…: \(Self.changes(pinned, tagged))")]
    }

    /// `linux/amd64 unchanged, linux/arm64 rebuilt, linux/riscv64 added`.
    static func changes(_ before: Resolution, _ after: Resolution) -> String {
        let old = digests(before)
        let new = digests(after)
        let kept = before.coverage.filter { new[$0] != nil }
        let groups: [(word: String, platforms: [Platform])] = [
            ("unchanged", kept.filter { new[$0] == old[$0] }),
            ("rebuilt", kept.filter { new[$0] != old[$0] }),
            ("added", after.coverage.filter { old[$0] == nil }),
            ("removed", before.coverage.filter { new[$0] == nil }),
        ]
        let changes = groups.filter { !$0.platforms.isEmpty }.map { Wording.list($0.platforms) + " " + $0.word }
        return changes.isEmpty ? "no known platform changed" : changes.joined(separator: ", ")
    }

    private static func digests(_ resolution: Resolution) -> [Platform: ImageDigest] {
        switch resolution {
        case .failed: [:]
        case .manifest(let manifest): manifest.platform.map { [$0: manifest.digest] } ?? [:]
        case .index(let index):
            Dictionary(
                index.entries.compactMap { entry in entry.offers.map { ($0, entry.descriptor.digest) } },
                uniquingKeysWith: { first, _ in first })
        }
    }
}
