package import AuditModel
internal import ImageModel

/// `platform-pinned`
package enum PlatformPinned: ImageRule {
    private static let image = ExampleImage.index(["linux/amd64", "linux/arm64"])

    package static let description = RuleDescription(
        id: "platform-pinned",
        title: "Digest of a single platform of a multi-platform image",
        rationale: """
            `docker inspect` and some dashboards show the digest of the platform that they run on. Pinned, it works \
            on machines of that platform and fails on every other node with `no match for platform in manifest`, \
            although the tag beside it is fine.
            """,
        remedy: "Pin the digest of the index: `polyarch check IMAGE:TAG` prints it.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment(
                "docker.io/grafana/loki:3.5.7@" + (ExampleImage.manifest("linux/amd64").digest ?? "")),
            registry: ["docker.io/grafana/loki:3.5.7": image]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7@" + (image.digest ?? "")),
            registry: ["docker.io/grafana/loki:3.5.7": image]))

    package static func inquiries(_ context: ImageContext) -> [Inquiry] {
        if case .open(let inquiry) = context.pin { [inquiry] } else { [] }
    }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let reference = context.reference, let image = context.runnable else { return [] }
        var pinned: String { "pinned to a single platform" + (image.coverage.first.map { " (\($0))" } ?? "") }
        switch context.pin {
        case .unknown, .whole, .open, .undecided: return []
        case .child:
            return [
                Violation(
                    "\(pinned) of the index at \(reference.tag.map { "tag \($0)" } ?? "its tag")",
                    fix: context.isPossible ? nil : context.pinned.map { .replace(with: $0) })
            ]
        case .probablyChild:
            return [
                Violation(
                    "probably \(pinned); \(Wording.areOrIs(context.missing)) required",
                    isAboutPlatforms: true)
            ]
        }
    }
}
