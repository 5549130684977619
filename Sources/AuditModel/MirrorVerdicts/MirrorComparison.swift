package import ImageModel

/// How a mirror's image relates to the upstream image that it copies.
package enum MirrorVerdict: String, Sendable, Hashable, CaseIterable {
    case couldNotCheck = "could-not-check"
    case missing
    /// A required child is absent from the mirror's repository.
    case incomplete
    case upstreamGone = "upstream-gone"
    case identical
    /// Other digests, same content: re-encoded on the way.
    case converted
    /// A single manifest where upstream has several.
    case flattened
    /// An index without some of upstream's platforms.
    case subset
    /// What upstream's tag resolved to before.
    case stale
    /// Content that upstream never had, or no longer keeps.
    case diverged
}

/// The verdict over one pair with its evidence.
package struct MirrorComparison: Sendable, Hashable {
    package let source: ImageReference
    package let target: ImageReference
    package let verdict: MirrorVerdict
    package let sourceDigest: ImageDigest?
    package let targetDigest: ImageDigest?
    /// Platforms of upstream that the mirror lacks.
    package let lost: [Platform]
    /// Platforms of the mirror whose content upstream does not have, including those that only the mirror has.
    package let different: [Platform]
    /// Platforms on both sides that are not required and whose content was not compared.
    package let uncompared: [Platform]
    /// Children that the mirror's index lists and its repository does not have.
    package let absent: [ImageDigest]
    package let failure: ResolutionFailure?

    package init(
        source: ImageReference, target: ImageReference, verdict: MirrorVerdict, sourceDigest: ImageDigest? = nil,
        targetDigest: ImageDigest? = nil, lost: [Platform] = [], different: [Platform] = [],
        uncompared: [Platform] = [], absent: [ImageDigest] = [], failure: ResolutionFailure? = nil
    ) {
        self.source = source
        self.target = target
        self.verdict = verdict
        self.sourceDigest = sourceDigest
        self.targetDigest = targetDigest
        self.lost = lost
        self.different = different
        self.uncompared = uncompared
        self.absent = absent
        self.failure = failure
    }
}

extension MirrorComparison {
    /// The required platforms that upstream has and the mirror lost.
    package func lost(of required: [Platform]) -> [Platform] {
        required.filter { platform in lost.contains { $0.satisfies(platform) } }
    }

    /// The severity of the verdict; nil if nothing is wrong, or nothing is known.
    package func severity(required: [Platform]) -> Severity? {
        switch verdict {
        case .couldNotCheck: nil
        case .missing, .incomplete, .diverged: .error
        case .stale, .converted: lost(of: required).isEmpty ? .warning : .error
        case .flattened, .subset: lost(of: required).isEmpty ? .note : .error
        case .upstreamGone: .note
        case .identical: nil
        }
    }

    /// Whether the mirror's image can replace upstream's: it has every required platform with the same content.
    package func isGoodCopy(required: [Platform]) -> Bool {
        switch verdict {
        case .identical, .converted, .flattened, .subset: lost(of: required).isEmpty
        case .couldNotCheck, .missing, .incomplete, .upstreamGone, .stale, .diverged: false
        }
    }
}
