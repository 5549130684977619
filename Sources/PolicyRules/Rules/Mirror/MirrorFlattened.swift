package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `mirror-flattened`
package enum MirrorFlattened: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-flattened",
        title: "The mirror's copy lost platforms on the way",
        rationale: """
            `docker pull` and `docker push` copy the platform of the machine that runs them, and so does `skopeo copy` \
            without `--all`. The tag is there, and half of the image is missing: pods crash on the other half of the \
            nodes. Where the manifest names the mirror's copy itself, a platform that is required and lost is reported \
            as `missing-platform`; platforms that nobody requires are a note.
            """,
        remedy: "Copy the whole image again; the finding names the command.",
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: [
                "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
                "ghcr.io/acme/mirror/grafana/loki:3.5.7": .manifest("linux/amd64"),
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"), policy: ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static let badCopies: Set<MirrorVerdict> = [.flattened, .subset]

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { context.mirrorInquiries }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let comparison = context.counterpartComparison ?? context.mirroredComparison,
            comparison.verdict == .flattened || comparison.verdict == .subset
        else { return [] }
        let lost = comparison.lost(of: context.required)
        if context.counterpartComparison != nil {
            // A copy that can stand in for upstream: `upstream-used`.
            if context.isGoodCopy(comparison) { return [] }
            return [
                Violation(
                    "has a copy in the mirror, \(comparison.target), that lost \(Wording.list(comparison.lost)); "
                        + "upstream is used meanwhile",
                    severity: lost.isEmpty ? .note : nil, isAboutPlatforms: true, affected: comparison.lost,
                    fix: context.repair(comparison))
            ]
        }
        if !lost.isEmpty, context.isOn(MissingPlatform.self) { return [] }
        return [
            Violation(
                "lost \(Wording.list(comparison.lost)) on the way from \(comparison.source)",
                severity: lost.isEmpty ? .note : nil, isAboutPlatforms: true, affected: comparison.lost,
                fix: context.repair(comparison))
        ]
    }
}
