package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `missing-platform`
package enum MissingPlatform: ImageRule {
    package static let description = RuleDescription(
        id: "missing-platform",
        title: "An image lacks a platform that is required where it runs",
        rationale: """
            On a node of that platform the image cannot be pulled (`no match for platform in manifest`) or its program \
            does not start (`exec format error`). It goes unnoticed as long as everybody who looks uses the other \
            platform. Only what an image really offers counts: a single image by its configuration, an index by its \
            entries without attestations and without entries of unknown platform.
            """,
        remedy: """
            Use a version that is built for every required platform, or build it. Where the mirror lost a platform on \
            the way, copy the whole image again; the finding names the command. A workload that really runs on one \
            kind of node should say so with a node selector on `kubernetes.io/arch`.
            """,
        configuration: """
            `platforms`, by path in `overrides`, else `images.policy.requireMultiArch`. A node selector or a required \
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
        guard let image = context.runnable, !missing.isEmpty, !context.isPinToBlame else { return [] }
        let evidence = evidence(context, missing)
        let message =
            "\(Self.offer(of: image)); \(Wording.areOrIs(missing)) required\(evidence.map { "; \($0)" } ?? "")"
        let fix = context.mirroredComparison.flatMap { comparison in
            comparison.lost(of: missing).isEmpty ? nil : context.repair(comparison)
        }
        return [Violation(message, isAboutPlatforms: true, affected: missing, fix: fix)]
    }

    /// What is there: the ways to lack a platform differ in what to do about them.
    private static func offer(of image: Resolution) -> String {
        switch image {
        case .failed: return "is unknown"
        case .manifest(let manifest):
            return manifest.platform.map { "is a single image for \($0)" }
                ?? "is a single image whose configuration names no platform"
        case .index(let index):
            let coverage = index.coverage
            if index.entries.isEmpty { return "is an empty index" }
            if coverage.count == 1 { return "is an index that offers \(coverage[0]) only" }
            if !coverage.isEmpty { return "is an index that offers \(Wording.list(coverage))" }
            return index.entries.allSatisfy(\.descriptor.isAttestation)
                ? "is an index that holds only attestations" : "is an index none of whose entries names a platform"
        }
    }

    /// What the mirror has to do with it.
    private static func evidence(_ context: ImageContext, _ missing: [Platform]) -> String? {
        guard let comparison = context.mirroredComparison else { return nil }
        let lost = comparison.lost(of: missing)
        if !lost.isEmpty {
            return "upstream \(comparison.source) has \(lost.count == 1 ? "it" : "them"): the mirror's copy is "
                + comparison.verdict.wording
        }
        return comparison.verdict == .identical ? "upstream \(comparison.source) offers no more" : nil
    }
}
