internal import AuditModel
internal import ImageModel
internal import MirrorChecking
internal import PolicyModel

/// Collects what could not be checked: it is neither a finding nor compliant.
struct UncheckedCollector {
    private struct Key: Hashable {
        let item: Unchecked.Item
        let kind: String
        let message: String
    }

    private static let rule: RuleID = "unchecked"
    /// The images that could not be checked completely, with their places.
    private var images: [(text: String, reference: ImageReference?, places: [Place])] = []
    private var locations: [Key: [FindingLocation]] = [:]

    mutating func collect(_ context: ImageContext) {
        // What may not be an image at all must not make a run incomplete.
        if context.isPossible { return }
        let failures = Self.failures(context)
        if !failures.isEmpty { images.append((context.image, context.reference, context.group.uses.map(\.place))) }
        for failure in failures {
            add(
                .image(context.image), kind: failure.kind.rawValue, message: failure.message,
                context.group.uses.map { $0.location(of: Self.rule) })
        }
    }

    mutating func collect(_ source: UnreadableSource) {
        var hash = StableHash()
        for field in [Self.rule.name, source.file, source.document.map(String.init) ?? ""] { hash.combine(field) }
        let location = FindingLocation(file: source.file, position: source.position, fingerprint: hash.hex)
        add(.file(source.file), kind: source.kind.rawValue, message: source.message, [location])
    }

    var unchecked: [Unchecked] {
        locations.map { key, locations in
            Unchecked(
                item: key.item, kind: key.kind, message: key.message,
                locations: locations.sorted(by: FindingLocation.isBefore))
        }.sorted {
            $0.item == $1.item ? ($0.kind, $0.message) < ($1.kind, $1.message) : $0.item < $1.item
        }
    }

    /// The waivers that may be needed for what could not be checked, by their index.
    func waivers(among waivers: [Waiver]) -> Set<Int> {
        Set(
            waivers.indices.filter { index in
                images.contains { image in
                    waivers[index].covers(text: image.text, reference: image.reference)
                        && image.places.contains { waivers[index].places.matches($0) }
                }
            })
    }

    private mutating func add(
        _ item: Unchecked.Item, kind: String, message: String, _ added: [FindingLocation]
    ) {
        locations[Key(item: item, kind: kind, message: message), default: []] += added
    }

    private static func failures(_ context: ImageContext) -> [ResolutionFailure] {
        switch context.result {
        case .failure(.unsupportedAlgorithm(let name)):
            return [
                ResolutionFailure(.unsupported, "\(name) digests are not supported, so nothing can be verified")
            ]
        case .failure: return []
        case .success: break
        }
        guard let resolution = context.resolution else {
            return [ResolutionFailure(.transient, "the registry was not asked")]
        }
        if let failure = resolution.failure { return isFinding(failure) ? [] : [failure] }
        return childFailures(context) + tagFailures(context) + mirrorFailures(context)
    }

    /// Whether a rule reports the failure.
    private static func isFinding(_ failure: ResolutionFailure) -> Bool {
        switch failure.kind {
        case .notFound, .protocolViolation, .unsupported: true
        case .absentOrPrivate, .authFailed, .rateLimited, .transient, .refused, .invalidReference: false
        }
    }

    private static func childFailures(_ context: ImageContext) -> [ResolutionFailure] {
        context.requiredEntries.compactMap { platform, entry in
            guard case .failed(let failure) = entry.child, failure.kind != .protocolViolation else { return nil }
            return ResolutionFailure(failure.kind, "\(platform) image: \(failure.message)")
        }
    }

    private static func tagFailures(_ context: ImageContext) -> [ResolutionFailure] {
        guard let tagReference = context.tagReference else { return [] }
        var failure: ResolutionFailure?
        if context.isOn(PlatformPinned.self), case .undecided(let reason) = context.pin { failure = reason }
        if context.options.asksForDrift, context.isOn(PinDrift.self), let reason = context.known[tagReference]?.failure,
            reason.kind != .notFound
        {
            failure = reason
        }
        guard let failure, let tag = tagReference.tag else { return [] }
        return [ResolutionFailure(failure.kind, "tag \(tag): \(failure.message)")]
    }

    private static func mirrorFailures(_ context: ImageContext) -> [ResolutionFailure] {
        guard let progress = context.mirror.progress, context.asksAboutMirror else { return [] }
        guard let comparison = progress.comparison else {
            return [ResolutionFailure(.transient, "the mirror was not compared with upstream")]
        }
        guard comparison.verdict == .couldNotCheck else { return [] }
        let failure = comparison.failure ?? ResolutionFailure(.transient, "no response")
        return [
            ResolutionFailure(
                failure.kind, "comparison of \(comparison.target) with \(comparison.source): \(failure.message)")
        ]
    }
}
