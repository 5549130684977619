package import AuditModel
package import PolicyModel

/// Every rule there is, by name.
package enum RuleRegistry {
    package static let rules: [any Rule] = [
        DeniedRegistry(),
        DigestInLabel(),
        ExpiredWaiver(),
        FloatingTag(),
        ImplicitRegistry(),
        InconsistentPin(),
        InvalidReference(),
        LegacyManifest(),
        MirrorConverted(),
        MirrorDiverged(),
        MirrorFlattened(),
        MirrorIncomplete(),
        MirrorMissing(),
        MirrorStale(),
        MissingPlatform(),
        MissingPullSecret(),
        MissingShell(),
        NotAnImage(),
        NotFound(),
        PinDrift(),
        PlatformMismatch(),
        PlatformPinned(),
        PrivateBootstrapImage(),
        PromotionDrift(),
        PullPolicy(),
        RegistryIntegrity(),
        RuntimeInstall(),
        StaleDigestOverride(),
        Unpinned(),
        UnpullablePlatform(),
        UnrenderedTemplate(),
        UnusedOverride(),
        UnusedWaiver(),
        UpstreamUsed(),
    ]

    private static let imageRules: [any ImageRule] = rules.compactMap { $0 as? any ImageRule }
    private static let watchingRules = imageRules.filter { type(of: $0).judgesWatchedTags }

    static func imageRules(for subject: AuditCase) -> [any ImageRule] {
        subject.isWatched ? watchingRules : imageRules
    }

    static let placeRules: [any PlaceRule] = rules.compactMap { $0 as? any PlaceRule }
    static let fleetRules: [any FleetRule] = rules.compactMap { $0 as? any FleetRule }
    static let bookkeepingRules: [any BookkeepingRule] = rules.compactMap { $0 as? any BookkeepingRule }

    package static let descriptions: [RuleDescription] = rules.map { type(of: $0).description }

    /// The names that policies may use.
    package static let names: Set<String> = Set(descriptions.map(\.id.name))

    /// How every rule is set where no override speaks of it.
    package static func levels(_ policy: Policy) -> [RuleID: RuleLevel] {
        let settings = policy.generalSettings
        return Dictionary(descriptions.map { ($0.id, settings.level(of: $0)) }) { first, _ in first }
    }
}

extension PolicySettings {
    /// How the rule is set: by an override or the policy, else by what else the policy says, else by the rule.
    func level(of description: RuleDescription) -> RuleLevel {
        rules[description.id] ?? implied[description.id]
            ?? (description.isOptional ? .off : RuleLevel(description.severity))
    }
}
