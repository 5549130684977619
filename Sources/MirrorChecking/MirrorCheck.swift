package import AuditModel
package import ImageModel

/// The comparison of a mirror's image with the upstream image that it copies: a decision table over the answers so far.
/// Callers repeat `progress` with the answers to its inquiries until it is decided.
package struct MirrorCheck: Sendable, Hashable {
    /// The image upstream.
    package let source: ImageReference
    /// The image on the mirror.
    package let target: ImageReference
    /// The platforms whose absence from the mirror is an error.
    package let required: [Platform]

    package init(source: ImageReference, target: ImageReference, required: [Platform]) {
        self.source = source
        self.target = target
        self.required = required
    }

    /// The first row that matches decides.
    package func progress(known: Resolutions) -> MirrorProgress {
        // Both sides are resolved first: that tells which children must be verified, and whether their content matters.
        guard let mirror = known[target], let upstream = known[source] else {
            return .open([Inquiry(target), Inquiry(source)])
        }
        if let failure = mirror.failure {
            return failure.kind == .notFound
                ? .decided(comparison(.missing, upstream: upstream))
                : .decided(comparison(.couldNotCheck, upstream: upstream, failure: failure))
        }
        let contents = ContentComparison(
            source: ImageContents(reference: source, resolution: upstream),
            target: ImageContents(reference: target, resolution: mirror), required: required, known: known)
        if !known.unanswered(presence(mirror)).isEmpty {
            // Reading a child to compare its content also shows that it is present.
            return .open(presence(mirror) + contents.open)
        }
        let children = RequiredChildren(of: mirror, required: required)
        if !children.absent.isEmpty {
            return .decided(comparison(.incomplete, upstream: upstream, mirror: mirror, absent: children.absent))
        }
        if let failure = children.failure {
            return .decided(comparison(.couldNotCheck, upstream: upstream, mirror: mirror, failure: failure))
        }
        if let failure = upstream.failure {
            return failure.kind == .notFound
                ? .decided(comparison(.upstreamGone, mirror: mirror))
                : .decided(comparison(.couldNotCheck, mirror: mirror, failure: failure))
        }
        if upstream.digest == mirror.digest {
            return .decided(comparison(.identical, upstream: upstream, mirror: mirror))
        }
        return decide(contents, upstream: upstream, mirror: mirror, known: known)
    }

    /// Whether the mirror has the children that its index lists.
    private func presence(_ mirror: Resolution) -> [Inquiry] {
        // No platforms in an inquiry would mean all of them.
        guard case .index = mirror, !required.isEmpty else { return [] }
        return [Inquiry(target, depth: .children, platforms: required)]
    }

    /// The rows for other digests.
    private func decide(
        _ contents: ContentComparison, upstream: Resolution, mirror: Resolution, known: Resolutions
    ) -> MirrorProgress {
        if !contents.open.isEmpty { return .open(contents.open) }
        if !contents.different.isEmpty || contents.isUnrelated {
            return findOrigin(upstream: upstream, mirror: mirror, different: contents.different, known: known)
        }
        if let failure = contents.failure {
            return .decided(comparison(.couldNotCheck, upstream: upstream, mirror: mirror, failure: failure))
        }
        let verdict: MirrorVerdict
        if lost(upstream, mirror).isEmpty {
            verdict = .converted
        } else if case .manifest = mirror {
            verdict = .flattened
        } else {
            verdict = .subset
        }
        return .decided(
            comparison(verdict, upstream: upstream, mirror: mirror, uncompared: contents.uncompared))
    }

    /// The rows for other contents: does upstream still have the mirror's digest?
    private func findOrigin(
        upstream: Resolution, mirror: Resolution, different: [Platform], known: Resolutions
    ) -> MirrorProgress {
        let origin = source.with(tag: nil, digest: mirror.digest)
        guard let answer = known[origin] else { return .open([Inquiry(origin)]) }
        let verdict: MirrorVerdict =
            switch answer.failure?.kind {
            case nil: .stale
            case .notFound: .diverged
            default: .couldNotCheck
            }
        return .decided(
            comparison(
                verdict, upstream: upstream, mirror: mirror, different: different,
                failure: verdict == .couldNotCheck ? answer.failure : nil))
    }

    private func comparison(
        _ verdict: MirrorVerdict, upstream: Resolution? = nil, mirror: Resolution? = nil, different: [Platform] = [],
        uncompared: [Platform] = [], absent: [ImageDigest] = [], failure: ResolutionFailure? = nil
    ) -> MirrorComparison {
        MirrorComparison(
            source: source, target: target, verdict: verdict, sourceDigest: upstream?.digest,
            targetDigest: mirror?.digest, lost: lost(upstream, mirror), different: different,
            uncompared: uncompared, absent: absent,
            failure: failure)
    }

    private func lost(_ upstream: Resolution?, _ mirror: Resolution?) -> [Platform] {
        guard let upstream, let mirror else { return [] }
        let kept = Set(mirror.coverage)
        return upstream.coverage.filter { !kept.contains($0) }
    }
}

/// The state of a comparison: decided by the answers so far, or open until more is known.
package enum MirrorProgress: Sendable, Hashable {
    case open([Inquiry])
    case decided(MirrorComparison)

    package var comparison: MirrorComparison? {
        if case .decided(let comparison) = self { comparison } else { nil }
    }

    package var inquiries: [Inquiry] {
        if case .open(let inquiries) = self { inquiries } else { [] }
    }
}

/// What is known about the children that must be in the mirror's repository.
struct RequiredChildren {
    /// Listed in the index, but missing from the repository.
    let absent: [ImageDigest]
    /// Why it is unknown whether some child is present.
    let failure: ResolutionFailure?

    init(of mirror: Resolution, required: [Platform]) {
        guard case .index(let index) = mirror else {
            self.absent = []
            self.failure = nil
            return
        }
        var entries = required.compactMap(index.entry(for:))
        if entries.count < required.count {
            // A platform that no entry lists may be in a nested index that could not be read.
            entries += index.entries.filter { MediaType.isIndex($0.descriptor.mediaType) }
        }
        var absent: [ImageDigest] = []
        var failure: ResolutionFailure?
        for entry in entries {
            switch entry.child {
            case .absent where !absent.contains(entry.descriptor.digest): absent.append(entry.descriptor.digest)
            case .absent, .present, .read: break
            case .failed(let reason): failure = failure ?? reason
            case .unverified:
                failure =
                    failure
                    ?? ResolutionFailure(
                        .transient, "the mirror was not asked for \(entry.descriptor.digest.short)")
            }
        }
        self.absent = absent
        self.failure = failure
    }
}
