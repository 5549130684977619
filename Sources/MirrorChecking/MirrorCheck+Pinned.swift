package import AuditModel
package import ImageModel

extension MirrorCheck {
    /// The comparison for an image that is named on the mirror, perhaps with tag and digest.
    ///
    /// A pin made on the mirror names the mirror's digest, so upstream is asked for that digest first: an old but
    /// faithful copy is not stale. If upstream does not have the digest, or has it as one platform of the image at the
    /// tag, the tag tells what the mirror should have.
    package static func progress(
        ofMirrored target: ImageReference, upstream: ImageReference, required: [Platform], known: Resolutions
    ) -> MirrorProgress {
        let pinned = MirrorCheck(source: upstream, target: target, required: required)
        guard let digest = target.digest, let tag = target.tag else { return pinned.progress(known: known) }
        guard let mirror = known[target], mirror.failure == nil, let origin = known[upstream] else {
            return pinned.progress(known: known)
        }
        let upstreamTag = upstream.with(tag: tag, digest: nil)
        let mirrorTag = target.with(tag: tag, digest: nil)
        switch origin {
        case .index: return pinned.progress(known: known)
        case .failed(let failure) where failure.kind != .notFound: return pinned.progress(known: known)
        case .manifest, .failed: break
        }
        let inquiries = [Inquiry(upstreamTag), Inquiry(mirrorTag)]
        guard let tagged = known[upstreamTag], let mirrored = known[mirrorTag] else { return .open(inquiries) }
        if case .index(let index) = mirrored, index.contains(digest), mirrored.digest != digest {
            // The pin selects one platform of the mirror's image, which is not the mirror's fault.
            return MirrorCheck(source: upstreamTag, target: mirrorTag, required: required).progress(known: known)
        }
        if case .manifest = origin, case .index(let index) = tagged, !index.contains(digest) {
            return pinned.progress(known: known)
        }
        if case .manifest = origin, case .manifest = tagged { return pinned.progress(known: known) }
        return MirrorCheck(source: upstreamTag, target: target, required: required).progress(known: known)
    }

    /// The comparison for an image that is named upstream, perhaps with tag and digest.
    ///
    /// A pinned image is looked up in the mirror by its digest. If the mirror does not have that digest, its tag may
    /// still resolve to a copy that was changed on the way, which tells more than a missing digest.
    package static func progress(
        ofUpstream source: ImageReference, counterpart: ImageReference, required: [Platform], known: Resolutions
    ) -> MirrorProgress {
        let pinned = MirrorCheck(source: source, target: counterpart, required: required).progress(known: known)
        guard source.digest != nil, counterpart.tag != nil, case .decided(let comparison) = pinned,
            comparison.verdict == .missing, known[source].map({ $0.failure == nil }) ?? true
        else { return pinned }
        let tagged = MirrorCheck(
            source: source, target: counterpart.with(tag: counterpart.tag, digest: nil), required: required
        ).progress(known: known)
        guard case .decided(let other) = tagged else { return tagged }
        return switch other.verdict {
        case .flattened, .subset, .converted: tagged
        // The tag may resolve to something else; the pin counts.
        case .couldNotCheck, .missing, .incomplete, .upstreamGone, .identical, .stale, .diverged: pinned
        }
    }
}
