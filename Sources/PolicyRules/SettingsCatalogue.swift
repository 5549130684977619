internal import AuditModel
internal import PolicyModel

/// The settings at each place, each distinct one made once.
struct SettingsCatalogue {
    private let policy: Policy
    private var all: [PolicySettings] = []
    private var numbersByOverrides: [[Int]: Int] = [:]
    private var candidatesByFile: [String?: [Int]] = [:]
    /// The places of one object follow each other.
    private var latest: (place: Place, overrides: [Int])?
    /// The overrides that applied somewhere.
    private(set) var used: Set<Int> = []

    init(_ policy: Policy) {
        self.policy = policy
    }

    mutating func settings(for subject: AuditSubject) -> (number: Int, settings: PolicySettings) {
        let number = number(for: overrides(applyingTo: subject))
        return (number, all[number])
    }

    private mutating func overrides(applyingTo subject: AuditSubject) -> [Int] {
        if policy.overrides.isEmpty { return [] }
        let candidates = candidates(at: subject.place)
        let reference = try? subject.reference.get()
        return candidates.filter { policy.overrides[$0].applies(toImage: subject.text, reference) }
    }

    private mutating func candidates(at place: Place) -> [Int] {
        if let latest, latest.place == place { return latest.overrides }
        let inFile = candidatesByFile[place.file] ?? policy.overrides(withPathsOf: place.file)
        candidatesByFile[place.file] = inFile
        let overrides = inFile.filter { policy.overrides[$0].places.matchesObject(of: place) }
        latest = (place, overrides)
        return overrides
    }

    private mutating func number(for overrides: [Int]) -> Int {
        if let number = numbersByOverrides[overrides] { return number }
        used.formUnion(overrides)
        all.append(policy.settings(applying: overrides))
        numbersByOverrides[overrides] = all.count - 1
        return all.count - 1
    }
}
