package import AuditModel
package import ImageModel
package import MirrorChecking
internal import PolicyModel

extension ImageContext {
    /// What the comparison still needs to know, for an image that is named on the mirror.
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

    /// The mirror's copy, pinned where upstream is: what was re-encoded has digests of its own.
    package func replacement(_ comparison: MirrorComparison) -> ImageReference {
        let isPinned = reference?.digest != nil
        return comparison.target.with(tag: comparison.target.tag, digest: isPinned ? comparison.targetDigest : nil)
    }

    /// The entries for required platforms that point to nothing.
    package var absentEntries: [(platform: Platform, entry: ResolvedEntry)] {
        requiredEntries.filter { $0.entry.child == .absent }
    }

    /// Whether the mirror's copy can stand in for upstream's at these places. Where upstream is pinned, a copy that lost
    /// platforms cannot, even if nobody here requires them: it would have to be pinned to a part of the image.
    package func isGoodCopy(_ comparison: MirrorComparison) -> Bool {
        let isWhole = comparison.verdict == .identical || comparison.verdict == .converted
        return comparison.isGoodCopy(required: required) && missing.isEmpty && (isWhole || reference?.digest == nil)
    }

    /// The violation for a mirror's image whose content is not upstream's.
    package func contentViolations(_ verdict: MirrorVerdict, wording: String) -> [Violation] {
        guard let comparison = counterpartComparison ?? mirroredComparison, comparison.verdict == verdict else {
            return []
        }
        // What the image lacks is reported as what it is, with the verdict as evidence.
        if counterpartComparison == nil, !missing.isEmpty, isOn(MissingPlatform.self) { return [] }
        let lost = comparison.lost(of: required)
        let losses = lost.isEmpty ? "" : " and lacks \(Wording.list(lost))"
        let message =
            counterpartComparison == nil
            ? "is \(wording) as \(comparison.source)\(losses)"
            : "has a copy in the mirror, \(comparison.target), that is \(wording)\(losses); upstream is used meanwhile"
        return [
            Violation(
                message, severity: lost.isEmpty ? nil : .error, isAboutPlatforms: !lost.isEmpty,
                fix: repair(comparison))
        ]
    }
}

extension MirrorVerdict {
    /// For messages: "the mirror's copy is …".
    var wording: String {
        switch self {
        case .couldNotCheck: "unchecked"
        case .missing: "missing"
        case .incomplete: "incomplete"
        case .upstreamGone: "all that is left"
        case .identical: "identical"
        case .converted: "converted"
        case .flattened: "flattened to one platform"
        case .subset: "a part of it"
        case .stale: "an older state"
        case .diverged: "something that upstream does not have"
        }
    }
}

/// What an image has to do with the policy's mirror.
///
/// Indirect, because a comparison is large and few images have one.
package indirect enum MirrorRole: Sendable {
    /// No mirror, none expected, or none whose upstream is known.
    case unrelated
    /// Named on the mirror; `upstream` is what it copies.
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
