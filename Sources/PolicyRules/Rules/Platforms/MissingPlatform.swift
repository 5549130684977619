package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `missing-platform`
package enum MissingPlatform: ImageRule {
    package static let description = RuleDescription(
        id: "missing-platform",
        title: "Required platform missing",
        rationale: """
            On a node of that platform the image cannot be pulled (`no match for platform in manifest`) or its \
            program does not start (`exec format error`). It goes unnoticed while everyone who looks uses the other \
            platform. Only what an image really offers counts: a single image by its configuration, an index by its \
            entries, without attestations and entries of unknown platform.
            """,
        remedy: """
            Use a version that is built for every required platform, or build one. If the mirror lost a platform, \
            copy the whole image again; the finding gives the command. A workload that really runs on one kind of \
            node should say so with a node selector on `kubernetes.io/arch`.
            """,
        configuration: """
            `platforms`, also in `overrides`, else `images.policy.requireMultiArch`. A node selector or a required \
            node affinity on `kubernetes.io/arch` and `kubernetes.io/os` narrows it for its workload.
            """,
        severity: .error,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            registry: ["ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "unknown/unknown"])]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7", architecture: "amd64"),
            registry: ["ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "unknown/unknown"])]))

    package static let judgesWatchedTags = true

    package static func inquiries(_ context: ImageContext) -> [Inquiry] {
        context.missing.isEmpty ? [] : context.mirroredInquiries
    }

    package static func judge(_ context: ImageContext) -> [Violation] {
        let missing = context.missing
        guard let image = context.runnable, !missing.isEmpty, !context.lacksPlatformsBecausePinned else { return [] }
        let evidence = evidence(context, missing)
        let message =
            "\(Self.offer(of: image)); \(Wording.areOrIs(missing)) required\(evidence.map { "; \($0)" } ?? "")"
        let fix = context.mirroredComparison.flatMap { comparison in
            comparison.lost(of: missing).isEmpty ? nil : context.repair(comparison)
        }
        return [Violation(message, isAboutPlatforms: true, affected: missing, fix: fix)]
    }

    /// What the image is: each way to lack a platform has another remedy.
    private static func offer(of image: Resolution) -> String {
        switch image {
        case .failed: return "unknown image"
        case .manifest(let manifest):
            return manifest.platform.map { "single-platform image (\($0))" }
                ?? "single image whose configuration names no platform"
        case .index(let index):
            let coverage = index.coverage
            if index.entries.isEmpty { return "empty index" }
            if coverage.count == 1 { return "index with \(coverage[0]) only" }
            if !coverage.isEmpty { return "index with \(Wording.list(coverage))" }
            return index.entries.allSatisfy(\.descriptor.isAttestation)
                ? "index with attestations only" : "index without any platform"
        }
    }

    /// Whether upstream has the missing platforms, for an image on the mirror.
    private static func evidence(_ context: ImageContext, _ missing: [Platform]) -> String? {
        guard let comparison = context.mirroredComparison else { return nil }
        let lost = comparison.lost(of: missing)
        if !lost.isEmpty {
            return "upstream \(comparison.source) has \(lost.count == 1 ? "it" : "them"), the mirror copy is "
                + comparison.verdict.wording
        }
        return comparison.verdict == .identical ? "upstream \(comparison.source) has no more" : nil
    }
}
