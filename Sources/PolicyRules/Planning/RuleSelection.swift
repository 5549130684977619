internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// The settings at some places, and the rules that are on there. Places under the same overrides share one instance.
final class RuleSelection: Sendable {
    let settings: PolicySettings
    /// For images that manifests or the command line name.
    private let imageRules: [any ImageRule.Type]
    /// For tags that only the policy names.
    private let watchingRules: [any ImageRule.Type]
    let mirrorRules: [any MirrorRule.Type]
    let placeRules: [any PlaceRule.Type]
    /// For workloads that do not restrict their nodes.
    private let platforms: [Platform]

    init(_ settings: PolicySettings) {
        func isOn(_ rule: any Rule.Type) -> Bool { settings.level(of: rule.description) != .off }
        self.settings = settings
        imageRules = RuleRegistry.imageRules.filter(isOn)
        watchingRules = imageRules.filter { $0.judgesWatchedTags }
        mirrorRules = imageRules.compactMap { $0 as? any MirrorRule.Type }
        placeRules = RuleRegistry.placeRules.filter(isOn)
        platforms = settings.platforms.distinct
    }

    func rules(for group: ImageGroup) -> [any ImageRule.Type] { group.isWatched ? watchingRules : imageRules }

    /// Sorted, each once.
    func platforms(required scheduling: SchedulingConstraint) -> [Platform] {
        scheduling.isUnconstrained ? platforms : scheduling.platforms(from: settings.platforms).distinct
    }
}

/// The rule selections of a policy, made on demand, one for each distinct set of overrides.
struct RuleSelections {
    private let policy: Policy
    private var selectionsByOverrides: [[Int]: RuleSelection] = [:]
    private var candidatesByFile: [String?: [Int]] = [:]
    /// The overrides whose `images` match, by the text of the image: a fleet names each of its images many times.
    private var candidatesByImage: [String: Set<Int>] = [:]
    /// The uses in one object follow each other.
    private var latest: (place: Place, overrides: [Int])?
    /// The overrides that applied somewhere, by their index in the policy.
    private(set) var usedOverrides: Set<Int> = []

    init(_ policy: Policy) {
        self.policy = policy
    }

    mutating func selection(for use: ImageUse) -> RuleSelection {
        selection(applying: overrides(applyingTo: use))
    }

    /// All that were made so far.
    var all: some Sequence<RuleSelection> { selectionsByOverrides.values }

    private mutating func overrides(applyingTo use: ImageUse) -> [Int] {
        if policy.overrides.isEmpty { return [] }
        let candidates = candidates(at: use.place)
        return candidates.isEmpty ? [] : candidates.filter(self.candidates(for: use).contains)
    }

    private mutating func candidates(for use: ImageUse) -> Set<Int> {
        if let known = candidatesByImage[use.text] { return known }
        let reference = try? use.reference.get()
        let matching = Set(
            policy.overrides.indices.filter { policy.overrides[$0].applies(toImage: use.text, reference) })
        candidatesByImage[use.text] = matching
        return matching
    }

    private mutating func candidates(at place: Place) -> [Int] {
        if let latest, latest.place == place { return latest.overrides }
        let inFile = candidatesByFile[place.file] ?? policy.overrides(withPathsOf: place.file)
        candidatesByFile[place.file] = inFile
        let overrides = inFile.filter { policy.overrides[$0].places.matchesObject(of: place) }
        latest = (place, overrides)
        return overrides
    }

    private mutating func selection(applying overrides: [Int]) -> RuleSelection {
        if let known = selectionsByOverrides[overrides] { return known }
        usedOverrides.formUnion(overrides)
        let selection = RuleSelection(policy.settings(applying: overrides))
        selectionsByOverrides[overrides] = selection
        return selection
    }
}
