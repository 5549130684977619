package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `mirror-flattened`
package enum MirrorFlattened: MirrorRule {
    package static let description = RuleDescription(
        id: "mirror-flattened",
        title: "Mirror copy that lost platforms",
        rationale: """
            `docker pull` and `docker push` copy only the platform of the machine that runs them, and so does \
            `skopeo copy` without `--all`. The tag exists, but platforms are missing, and pods fail on nodes of those \
            platforms. If the manifest names the mirror's copy itself, a required platform that was lost is reported \
            as `missing-platform`; platforms that nothing requires are a note.
            """,
        remedy: "Copy the whole image again; the finding gives the command.",
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
            // A copy that can replace upstream: `upstream-used` reports it.
            if context.isGoodCopy(comparison) { return [] }
            return [
                Violation(
                    "mirror copy \(comparison.target) lost \(Wording.list(comparison.lost)); use upstream until it is "
                        + "repaired",
                    severity: lost.isEmpty ? .note : nil, isAboutPlatforms: true, affected: comparison.lost,
                    fix: context.repair(comparison))
            ]
        }
        if !lost.isEmpty, context.isOn(MissingPlatform.self) { return [] }
        return [
            Violation(
                "copy of \(comparison.source) lost \(Wording.list(comparison.lost))",
                severity: lost.isEmpty ? .note : nil, isAboutPlatforms: true, affected: comparison.lost,
                fix: context.repair(comparison))
        ]
    }
}
