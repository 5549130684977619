package import AuditModel
package import ImageModel
internal import MirrorChecking
package import PolicyModel

/// What image rules see: an image, its settings, and all answers of registries so far.
package final class ImageContext: Sendable {
    let group: ImageGroup
    private let plan: Plan
    package let known: Resolutions
    package let mirror: MirrorRole
    /// The answer of the image's own registry; nil until it was asked.
    package let resolution: Resolution?
    /// The required platforms that the image does not offer; empty until that is known.
    package let missing: [Platform]
    /// The index entries that required platforms would be pulled from, as far as their children were verified.
    package let requiredEntries: [(platform: Platform, entry: ResolvedEntry)]

    init(_ group: ImageGroup, of plan: Plan, known: Resolutions, mirror: MirrorRole) {
        self.group = group
        self.plan = plan
        self.known = known
        self.mirror = mirror
        resolution = group.reference.flatMap { known[$0] }
        (missing, requiredEntries) = Self.coverage(of: group.required, by: resolution)
    }

    /// The canonical reference, or the text where it is not one.
    package var image: String { group.image }
    package var result: Result<ImageReference, ReferenceError> { group.result }
    /// Nil if the text is not a reference.
    package var reference: ImageReference? { group.reference }
    /// The platforms that the image must cover at these places.
    package var required: [Platform] { group.required }
    package var isPossible: Bool { group.isPossible }
    /// The image's tag, written or implied, where the policy refuses it.
    package var refusedTag: String? { group.refusedTag }
    package var settings: PolicySettings { group.selection.settings }
    package var policy: Policy { plan.policy }
    package var options: PlanOptions { plan.options }

    package func isOn(_ rule: (some Rule).Type) -> Bool { settings.level(of: rule.description) != .off }

    // MARK: - Coverage

    /// The resolution, if it is an image: not a failure, not an artifact.
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

    /// Whether the image runs on every required platform, as far as it was verified.
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

    /// The tag beside a digest, as a reference of its own: it may have moved since.
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

    /// Whether the image lacks platforms because it is pinned to one of them.
    package var lacksPlatformsBecausePinned: Bool {
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

    /// The comparison of the mirror's counterpart, for an image that is named upstream and exists there.
    package var counterpartComparison: MirrorComparison? {
        if case .upstream(_, let progress) = mirror, runnable != nil { progress.comparison } else { nil }
    }

    /// The command that fixes what `comparison` found.
    package func repair(_ comparison: MirrorComparison) -> Fix? {
        MirrorRepair().command(for: comparison, upstream: known[comparison.source]).map { .run(command: $0) }
    }
}

extension Resolution {
    /// Itself, if it is an image: not a failure, not an artifact.
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
    /// An index, or an image that was never part of one.
    case whole
    /// One platform of the index at the tag.
    case child(of: ResolvedIndex)
    /// A single manifest that lacks platforms, and no tag tells which index it belongs to.
    case probablyChild
    /// The tag must be resolved first.
    case open(Inquiry)
    /// The tag could not be resolved.
    case undecided(ResolutionFailure)
}
