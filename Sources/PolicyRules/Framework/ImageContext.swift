package import AuditModel
package import ImageModel
internal import MirrorChecking
package import PolicyModel

/// What rules see: an image, what is asked of it at its places, and all that registries said so far.
package final class ImageContext: Sendable {
    let group: ImageGroup
    private let plan: Plan
    package let known: Resolutions
    package let mirror: MirrorRole
    /// What the image's own registry said; nil as long as nobody asked.
    package let resolution: Resolution?
    /// The required platforms that the image does not offer; none as long as that is not known.
    package let missing: [Platform]
    /// The index entries that required platforms would be pulled from, as far as they were looked into.
    package let requiredEntries: [(platform: Platform, entry: ResolvedEntry)]

    init(_ group: ImageGroup, of plan: Plan, known: Resolutions, mirror: MirrorRole) {
        self.group = group
        self.plan = plan
        self.known = known
        self.mirror = mirror
        resolution = group.reference.flatMap { known[$0] }
        (missing, requiredEntries) = Self.coverage(of: group.required, by: resolution)
    }

    /// What is written in the file where that is no reference.
    package var image: String { group.image }
    package var result: Result<ImageReference, ReferenceError> { group.result }
    /// Nil where the text is no reference.
    package var reference: ImageReference? { group.reference }
    /// The platforms that the image must cover at these places.
    package var required: [Platform] { group.required }
    package var isPossible: Bool { group.isPossible }
    /// The image's tag, written or meant, where the policy refuses that.
    package var refusedTag: String? { group.refusedTag }
    package var settings: PolicySettings { group.selection.settings }
    package var policy: Policy { plan.policy }
    package var options: PlanOptions { plan.options }

    package func isOn(_ rule: (some Rule).Type) -> Bool { settings.level(of: rule.description) != .off }

    // MARK: - Coverage

    /// The image, where it is one: not a failure, not an artifact.
    package var runnable: Resolution? { resolution?.runnable }

    private static func coverage(
        of required: [Platform], by resolution: Resolution?
    ) -> (missing: [Platform], entries: [(platform: Platform, entry: ResolvedEntry)]) {
        guard case .index(let index) = resolution, index.isVerified else {
            guard let coverage = resolution?.runnable?.coverage else { return ([], []) }
            return (required.filter { platform in !coverage.contains { $0.satisfies(platform) } }, [])
        }
        var missing: [Platform] = []
        var entries: [(platform: Platform, entry: ResolvedEntry)] = []
        for platform in required {
            guard let entry = index.entry(for: platform) else {
                missing.append(platform)
                continue
            }
            if !entry.isUnverified { entries.append((platform, entry)) }
        }
        return (missing, entries)
    }

    /// Whether the image can be run on every required platform, as far as it was looked into.
    package var passesCoverage: Bool {
        runnable != nil && missing.isEmpty
            && requiredEntries.allSatisfy { _, entry in
                switch entry.child {
                case .absent, .failed: false
                case .read: !entry.isMismatch
                case .present, .unverified: true
                }
            }
    }

    // MARK: - Pin

    /// What the tag beside a digest names by now.
    package var tagReference: ImageReference? {
        guard let reference, reference.digest != nil, reference.tag != nil else { return nil }
        return reference.with(tag: reference.tag, digest: nil)
    }

    package var pin: PinKind {
        guard let reference, let digest = reference.digest, let image = runnable else { return .unknown }
        guard case .manifest = image else { return .whole }
        guard let tagReference else { return missing.isEmpty ? .whole : .probablyChild }
        guard let tagged = known[tagReference] else { return .open(Inquiry(tagReference)) }
        if case .index(let index) = tagged, index.contains(digest) { return .child(of: index) }
        if tagged.digest == digest { return .whole }
        if !missing.isEmpty { return .probablyChild }
        if let failure = tagged.failure, failure.kind != .notFound { return .undecided(failure) }
        return .whole
    }

    /// Whether the pin is to blame for what the image lacks.
    package var isPinToBlame: Bool {
        guard isOn(PlatformPinned.self) else { return false }
        return switch pin {
        case .child, .probablyChild: true
        case .unknown, .whole, .open, .undecided: false
        }
    }

    // MARK: - Mirror

    /// The comparison with upstream, for an image that is named on the mirror.
    package var mirroredComparison: MirrorComparison? {
        if case .mirrored(_, let progress) = mirror { progress.comparison } else { nil }
    }

    /// The comparison of the mirror's counterpart, for an image that is named upstream and is there.
    package var counterpartComparison: MirrorComparison? {
        if case .upstream(_, let progress) = mirror, runnable != nil { progress.comparison } else { nil }
    }

    /// The command that mends what `comparison` found.
    package func repair(_ comparison: MirrorComparison) -> Fix? {
        MirrorRepair().command(for: comparison, upstream: known[comparison.source]).map { .run(command: $0) }
    }
}

extension Resolution {
    /// Itself, where it is an image: not a failure, not an artifact.
    fileprivate var runnable: Resolution? {
        switch self {
        case .index: self
        case .manifest(let manifest): manifest.isImage ? self : nil
        case .failed: nil
        }
    }
}

/// What a digest in a reference pins.
package enum PinKind: Sendable {
    /// There is no digest, or it does not resolve to an image.
    case unknown
    /// An index, or an image that never was one of several.
    case whole
    /// One platform of the index that the tag names.
    case child(of: ResolvedIndex)
    /// A single manifest that lacks platforms, with no tag left that would tell what it belongs to.
    case probablyChild
    /// The tag must be asked for.
    case open(Inquiry)
    /// The tag was asked for, and did not answer.
    case undecided(ResolutionFailure)
}
