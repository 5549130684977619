package import AuditModel
internal import ImageModel

/// What a copy tells about how it was made: tools leave traces in digests and media types.
struct CopyDiagnosis {
    private enum Family {
        case oci
        case docker

        init(_ mediaType: String) {
            self =
                mediaType == MediaType.dockerManifestList || mediaType == MediaType.dockerManifest ? .docker : .oci
        }
    }

    let upstream: Resolution
    let mirror: Resolution

    /// The platform's image upstream that a flattened tag holds.
    var child: MirrorEvidence.Child? {
        guard case .index(let index) = upstream, case .manifest(let manifest) = mirror else { return nil }
        let same = index.entries.first { $0.descriptor.digest == manifest.digest }
        let entry = same ?? manifest.platform.flatMap(index.entry(for:))
        guard let entry, let platform = entry.offers else { return nil }
        return MirrorEvidence.Child(platform: platform, digest: entry.descriptor.digest)
    }

    var attestations: MirrorEvidence.Passage? {
        let there = Self.attestations(upstream)
        if there.isEmpty { return nil }
        let kept = Self.attestations(mirror)
        return there.isSubset(of: kept) ? .kept : there.isDisjoint(with: kept) ? .lost : .partly
    }

    /// What makes a copy like this, as far as traces tell.
    func cause(of verdict: MirrorVerdict) -> String? {
        switch verdict {
        case .couldNotCheck, .missing, .upstreamGone, .identical: nil
        case .incomplete:
            "a copy that was broken off, or a clean-up of manifests without a tag, leaves an index like this"
        case .converted: conversion
        case .flattened: flattening
        case .subset:
            "an index made anew of some platforms: `docker manifest create`, `regctl image copy --platforms`"
        case .stale: "it was copied before upstream was built anew"
        case .diverged: "something else was pushed over it, or upstream does not keep what was copied"
        }
    }

    private var flattening: String? {
        guard let child, case .index(let index) = upstream, case .manifest(let manifest) = mirror,
            let entry = index.entries.first(where: { $0.descriptor.digest == child.digest })
        else { return nil }
        if child.digest == manifest.digest {
            return "`skopeo copy` without `--all`, with `--preserve-digests` too, makes a copy like this, and "
                + "`docker pull` with `docker push`"
        }
        return switch (Family(entry.descriptor.mediaType), Family(manifest.mediaType)) {
        case (.oci, .docker):
            "`skopeo copy --format v2s2` without `--all` makes a copy like this, and `docker pull` with `docker push`"
        case (.docker, .oci):
            "`skopeo copy --format oci` without `--all` makes a copy like this, and `podman pull` with `podman push`"
        case (.oci, .oci), (.docker, .docker):
            "a copy of one platform whose layers were compressed anew: `docker pull` with `docker push`, or "
                + "`skopeo copy` without `--all` and `--preserve-digests`"
        }
    }

    private var conversion: String? {
        guard let from = upstream.mediaType, let to = mirror.mediaType else { return nil }
        switch (upstream, mirror) {
        case (.index, .manifest): return "a copy of one platform only, of an index that has no other"
        case (.manifest, .index): return "an index made around a single image: `docker buildx imagetools create`"
        default: break
        }
        let all = MediaType.isIndex(from) ? "--all " : ""
        return switch (Family(from), Family(to)) {
        case (.oci, .docker):
            "`skopeo copy \(all)--format v2s2` makes a copy like this, and a registry that takes Docker's types only"
        case (.docker, .oci): "`skopeo copy \(all)--format oci` makes a copy like this"
        case (.oci, .oci), (.docker, .docker):
            attestations == .lost
                ? "an index made anew without its attestations: `docker manifest create`"
                : "an index or manifest made anew: other annotations, another order, other compression"
        }
    }

    private static func attestations(_ resolution: Resolution) -> Set<ImageDigest> {
        guard case .index(let index) = resolution else { return [] }
        return Set(index.entries.lazy.map(\.descriptor).filter(\.isAttestation).map(\.digest))
    }
}

extension Resolution {
    /// Nil for a failure.
    var mediaType: String? {
        switch self {
        case .index(let index): index.mediaType
        case .manifest(let manifest): manifest.mediaType
        case .failed: nil
        }
    }
}

extension MirrorEvidence {
    /// What registries said about both sides of a comparison.
    package init(of comparison: MirrorComparison, known: Resolutions) {
        let upstream = known[comparison.source]
        let mirror = known[comparison.target]
        self.init(source: upstream.flatMap(Side.init), target: mirror.flatMap(Side.init))
        switch comparison.verdict {
        case .missing, .incomplete: sourceFailure = upstream?.failure
        default: break
        }
        guard let upstream, let mirror, upstream.failure == nil, mirror.failure == nil else { return }
        let diagnosis = CopyDiagnosis(upstream: upstream, mirror: mirror)
        child = comparison.verdict == .flattened ? diagnosis.child : nil
        cause = diagnosis.cause(of: comparison.verdict)
        attestations = diagnosis.attestations
    }
}

extension MirrorEvidence.Side {
    fileprivate init?(_ resolution: Resolution) {
        guard let mediaType = resolution.mediaType else { return nil }
        self.init(mediaType: mediaType, platforms: resolution.coverage)
    }
}
