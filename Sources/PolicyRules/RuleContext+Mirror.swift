package import AuditModel
package import ImageModel
internal import MirrorChecking

extension RuleContext {
    /// What the comparison still needs to know, for an image that is named on the mirror.
    package var mirroredInquiries: [Inquiry] {
        if case .mirrored(_, let progress) = mirror { progress.inquiries } else { [] }
    }

    /// The same for an image that is named upstream.
    package var counterpartInquiries: [Inquiry] {
        if case .upstream(_, let progress) = mirror { progress.inquiries } else { [] }
    }

    package var mirrorInquiries: [Inquiry] { mirroredInquiries + counterpartInquiries }

    /// Whether any rule of this policy cares about the mirror.
    package var asksAboutMirror: Bool {
        isOn(MirrorMissing.self) || isOn(MirrorFlattened.self) || isOn(MirrorIncomplete.self)
            || isOn(MirrorConverted.self) || isOn(MirrorStale.self) || isOn(MirrorDiverged.self)
            || isOn(UpstreamUsed.self)
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
