package import AuditModel
internal import ImageModel
internal import MirrorChecking

/// `unpinned`
package struct Unpinned: Rule {
    package static let description = RuleDescription(
        id: "unpinned",
        title: "A reference without a digest",
        rationale: """
            A tag can be moved, and is: what was tested and what runs are the same only as long as nobody pushes. A \
            digest names content. It must be the digest of the whole index, so that nodes of every platform find \
            theirs.
            """,
        remedy: """
            Add the digest that the tag names: `polyarch pin` writes the change, for images that cover every required \
            platform.
            """,
        configuration: """
            `digest: required` makes it an error, `preferred` a warning, `optional` turns it off; `rules.unpinned` has \
            the last word.
            """,
        severity: .warning, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment(
                "docker.io/grafana/loki:3.5.7@" + (ExampleImage.index(["linux/amd64", "linux/arm64"]).digest ?? "")),
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package init() {}

    package func judge(_ context: RuleContext) -> [Violation] {
        guard let reference = context.reference, reference.digest == nil else { return [] }
        return [Violation("has no digest", fix: pinned(reference, context).map { .replace(with: $0) })]
    }

    /// The reference with the digest to pin. Only what can be run on every required platform is worth keeping, and a
    /// guess about what may be an image is not edited.
    private func pinned(_ reference: ImageReference, _ context: RuleContext) -> ImageReference? {
        guard !context.isPossible, context.passesCoverage, let image = context.runnable, let digest = image.digest
        else { return nil }
        if case .mirrored(_, let progress) = context.mirror {
            switch progress.comparison?.verdict {
            case .identical, .converted, .stale, .subset, .upstreamGone: break
            // A broken copy will be replaced, and a pin would keep it.
            case .missing, .incomplete, .flattened, .diverged: return nil
            case .couldNotCheck, nil:
                // Perhaps one platform of an image that has more upstream.
                if case .manifest = image { return nil }
            }
        }
        return reference.with(tag: reference.tag, digest: digest)
    }
}
