internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// What is asked for at some places, and the rules that are on there. One instance for all places that are alike in
/// that.
final class RuleSelection: Sendable {
    let settings: PolicySettings
    /// Those that judge images that manifests name.
    private let imageRules: [any ImageRule.Type]
    /// Those that judge tags that only the policy names.
    private let watchingRules: [any ImageRule.Type]
    let placeRules: [any PlaceRule.Type]
    /// Where a workload does not limit itself.
    private let platforms: [Platform]

    init(_ settings: PolicySettings) {
        func isOn(_ rule: any Rule.Type) -> Bool { settings.level(of: rule.description) != .off }
        self.settings = settings
        imageRules = RuleRegistry.imageRules.filter(isOn)
        watchingRules = imageRules.filter { $0.judgesWatchedTags }
        placeRules = RuleRegistry.placeRules.filter(isOn)
        platforms = settings.platforms.distinct
    }

    func rules(for subject: ImageGroup) -> [any ImageRule.Type] { subject.isWatched ? watchingRules : imageRules }

    /// Sorted, each once.
    func platforms(required scheduling: SchedulingConstraint) -> [Platform] {
        scheduling.isUnconstrained ? platforms : scheduling.platforms(from: settings.platforms).distinct
    }
}

/// What is asked for at each place, and the rules that are on there; made once for each distinct set of overrides.
struct RuleSelections {
    private let policy: Policy
    private var selectionsByOverrides: [[Int]: RuleSelection] = [:]
    private var candidatesByFile: [String?: [Int]] = [:]
    /// The overrides that speak of an image, by what is written: a fleet names each of its images many times.
    private var candidatesByImage: [String: Set<Int>] = [:]
    /// The places of one object follow each other.
    private var latest: (place: Place, overrides: [Int])?
    /// The overrides that applied somewhere.
    private(set) var used: Set<Int> = []

    init(_ policy: Policy) {
        self.policy = policy
    }

    mutating func selection(for subject: ImageUse) -> RuleSelection {
        selection(applying: overrides(applyingTo: subject))
    }

    /// All that were made.
    var selections: some Sequence<RuleSelection> { selectionsByOverrides.values }

    private mutating func overrides(applyingTo subject: ImageUse) -> [Int] {
        if policy.overrides.isEmpty { return [] }
        let candidates = candidates(at: subject.place)
        return candidates.isEmpty ? [] : candidates.filter(self.candidates(for: subject).contains)
    }

    private mutating func candidates(for subject: ImageUse) -> Set<Int> {
        if let known = candidatesByImage[subject.text] { return known }
        let reference = try? subject.reference.get()
        let fitting = policy.overrides.indices.filter {
            policy.overrides[$0].applies(toImage: subject.text, reference)
        }
        candidatesByImage[subject.text] = Set(fitting)
        return Set(fitting)
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
        used.formUnion(overrides)
        let selection = RuleSelection(policy.settings(applying: overrides))
        selectionsByOverrides[overrides] = selection
        return selection
    }
}
