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
