internal import PolicyModel

/// The settings of a policy file by file, each distinct one made once.
struct SettingsCatalogue {
    private let policy: Policy
    private var all: [PolicySettings] = []
    private var numbersByOverrides: [[Int]: Int] = [:]
    private var numbersByFile: [String?: Int] = [:]

    init(_ policy: Policy) {
        self.policy = policy
    }

    mutating func settings(for file: String?) -> (number: Int, settings: PolicySettings) {
        let number = numbersByFile[file] ?? number(for: policy.overrides(applyingTo: file))
        numbersByFile[file] = number
        return (number, all[number])
    }

    private mutating func number(for overrides: [Int]) -> Int {
        if let number = numbersByOverrides[overrides] { return number }
        all.append(policy.settings(applying: overrides))
        numbersByOverrides[overrides] = all.count - 1
        return all.count - 1
    }
}
