package import AuditModel
internal import ImageModel

/// Infers from digests and media types how a copy was made.
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

    /// The image in upstream's index that a flattened tag is a copy of.
    var child: MirrorEvidence.Child? {
        guard case .index(let index) = upstream, case .manifest(let manifest) = mirror else { return nil }
        let same = index.entries.first { $0.descriptor.digest == manifest.digest }
        let entry = same ?? manifest.platform.flatMap(index.entry(for:))
        guard let entry, let platform = entry.offers else { return nil }
        return MirrorEvidence.Child(platform: platform, digest: entry.descriptor.digest)
    }

    var attestations: MirrorEvidence.CopiedExtent? {
        let there = Self.attestations(upstream)
        if there.isEmpty { return nil }
        let kept = Self.attestations(mirror)
        return there.isSubset(of: kept) ? .kept : there.isDisjoint(with: kept) ? .lost : .partly
    }

    /// How such a copy comes about, as far as digests and media types tell.
    func cause(of verdict: MirrorVerdict) -> String? {
        switch verdict {
        case .couldNotCheck, .missing, .upstreamGone, .identical: nil
        case .incomplete:
            "likely an interrupted copy, or a clean-up of untagged manifests"
        case .converted: conversion
        case .flattened: flattening
        case .subset:
            "likely an index recreated from some platforms: `docker manifest create`, `regctl image copy --platforms`"
        case .stale: "copied before upstream pushed the tag again"
        case .diverged: "something else was pushed, or upstream no longer keeps the copied image"
        }
    }

    private var flattening: String? {
        guard let child, case .index(let index) = upstream, case .manifest(let manifest) = mirror,
            let entry = index.entries.first(where: { $0.descriptor.digest == child.digest })
        else { return nil }
        if child.digest == manifest.digest {
            return
                "likely `skopeo copy` without `--all` (also with `--preserve-digests`), or `docker pull` and "
                + "`docker push`"
        }
        return switch (Family(entry.descriptor.mediaType), Family(manifest.mediaType)) {
        case (.oci, .docker):
            "likely `skopeo copy --format v2s2` without `--all`, or `docker pull` and `docker push`"
        case (.docker, .oci):
            "likely `skopeo copy --format oci` without `--all`, or `podman pull` and `podman push`"
        case (.oci, .oci), (.docker, .docker):
            "likely a copy of one platform with recompressed layers: `docker pull` and `docker push`, or `skopeo copy` "
                + "without `--all` and `--preserve-digests`"
        }
    }

    private var conversion: String? {
        guard let from = upstream.mediaType, let to = mirror.mediaType else { return nil }
        switch (upstream, mirror) {
        case (.index, .manifest): return "a single-platform copy of an index that has no other platform"
        case (.manifest, .index):
            return "likely an index created around a single image: `docker buildx imagetools create`"
        default: break
        }
        let all = MediaType.isIndex(from) ? "--all " : ""
        return switch (Family(from), Family(to)) {
        case (.oci, .docker):
            "likely `skopeo copy \(all)--format v2s2`, or a registry that accepts only Docker's media types"
        case (.docker, .oci): "likely `skopeo copy \(all)--format oci`"
        case (.oci, .oci), (.docker, .docker):
            attestations == .lost
                ? "likely an index recreated without its attestations: `docker manifest create`"
                : "a recreated index or manifest: other annotations, order or compression"
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
    /// Gathers what registries said about both sides of a comparison.
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
