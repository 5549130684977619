package import AuditModel
package import ImageModel
package import MirrorChecking
internal import PolicyModel

extension ImageContext {
    /// The open inquiries of the comparison, for an image that is named on the mirror.
    package var mirroredInquiries: [Inquiry] {
        if case .mirrored(_, let progress) = mirror { progress.inquiries } else { [] }
    }

    /// The same for an image that is named upstream.
    package var counterpartInquiries: [Inquiry] {
        if case .upstream(_, let progress) = mirror { progress.inquiries } else { [] }
    }

    package var mirrorInquiries: [Inquiry] { mirror.progress?.inquiries ?? [] }

    /// Whether a rule that is on needs the comparison with the mirror.
    package var asksAboutMirror: Bool { !group.selection.mirrorRules.isEmpty || isDenied }

    /// The mirror's name for an image that is named upstream.
    package var counterpart: ImageReference? {
        if case .upstream(let counterpart, _) = mirror { counterpart } else { nil }
    }

    /// Whether the policy refuses the image's registry at run time.
    package var isDenied: Bool {
        guard !policy.denied.isEmpty, let reference, isOn(DeniedRegistry.self) else { return false }
        if case .mirrored = mirror { return false }
        return policy.denied.contains { $0.contains(reference.name) }
    }

    /// Whether a rule that is on reports that the mirror's copy cannot replace this image.
    package var hasBadCopyFinding: Bool {
        guard let comparison = counterpartComparison, !isGoodCopy(comparison) else { return false }
        return group.selection.mirrorRules.contains { $0.badCopies.contains(comparison.verdict) }
    }

    /// The mirror's copy, pinned if upstream is. Re-encoded copies have digests of their own.
    package func replacement(_ comparison: MirrorComparison) -> ImageReference {
        let isPinned = reference?.digest != nil
        return comparison.target.with(tag: comparison.target.tag, digest: isPinned ? comparison.targetDigest : nil)
    }

    /// The entries for required platforms that point to nothing.
    package var absentEntries: [(platform: Platform, entry: ResolvedEntry)] {
        requiredEntries.filter { $0.entry.child == .absent }
    }

    /// Whether the mirror's copy can replace upstream's image at these places. If upstream is pinned, a copy that lost
    /// platforms cannot, even if they are not required: it would have to be pinned to a part of the image.
    package func isGoodCopy(_ comparison: MirrorComparison) -> Bool {
        let isWhole = comparison.verdict == .identical || comparison.verdict == .converted
        return comparison.isGoodCopy(required: required) && missing.isEmpty && (isWhole || reference?.digest == nil)
    }

    /// The violation for a mirror's image whose content is not upstream's.
    ///
    /// - Parameters:
    ///   - ofMirrored: the headline for an image that is named on the mirror, given its upstream.
    ///   - ofCopy: what is wrong with the mirror's copy of an image that is named upstream, as a predicate.
    package func contentViolations(
        _ verdict: MirrorVerdict, ofMirrored: (ImageReference) -> String, ofCopy: String
    ) -> [Violation] {
        guard let comparison = counterpartComparison ?? mirroredComparison, comparison.verdict == verdict else {
            return []
        }
        // Missing platforms are reported as `missing-platform`, with the verdict as evidence.
        if counterpartComparison == nil, !missing.isEmpty, isOn(MissingPlatform.self) { return [] }
        let lost = comparison.lost(of: required)
        let losses = lost.isEmpty ? "" : ", without \(Wording.list(lost))"
        let message =
            counterpartComparison == nil
            ? ofMirrored(comparison.source) + losses
            : "mirror copy \(comparison.target) \(ofCopy)\(losses); use upstream until it is repaired"
        return [
            Violation(
                message, severity: lost.isEmpty ? nil : .error, isAboutPlatforms: !lost.isEmpty,
                fix: repair(comparison))
        ]
    }
}

extension MirrorVerdict {
    /// Completes "the mirror copy is …".
    var wording: String {
        switch self {
        case .couldNotCheck: "unchecked"
        case .missing: "missing"
        case .incomplete: "incomplete"
        case .upstreamGone: "gone upstream"
        case .identical: "identical"
        case .converted: "converted"
        case .flattened: "flattened to one platform"
        case .subset: "a subset of it"
        case .stale: "outdated"
        case .diverged: "different from upstream"
        }
    }
}

/// How an image relates to the policy's mirror.
///
/// Indirect, because a comparison is large and few images have one.
package indirect enum MirrorRole: Sendable {
    /// There is no mirror, no copy is expected there, or its upstream is unknown.
    case unrelated
    /// Named on the mirror, as a copy of `upstream`.
    case mirrored(upstream: ImageReference, MirrorProgress)
    /// Named upstream, where the policy prefers the mirror's counterpart.
    case upstream(counterpart: ImageReference, MirrorProgress)

    package var progress: MirrorProgress? {
        switch self {
        case .unrelated: nil
        case .mirrored(_, let progress), .upstream(_, let progress): progress
        }
    }
}
