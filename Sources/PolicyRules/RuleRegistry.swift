package import AuditModel
package import PolicyModel

/// Every rule there is, by what it judges.
package enum RuleRegistry {
    static let imageRules: [any ImageRule] = [
        DeniedRegistry(),
        FloatingTag(),
        InvalidReference(),
        LegacyManifest(),
        MirrorConverted(),
        MirrorDiverged(),
        MirrorFlattened(),
        MirrorIncomplete(),
        MirrorMissing(),
        MirrorStale(),
        MissingPlatform(),
        NotAnImage(),
        NotFound(),
        PinDrift(),
        PlatformMismatch(),
        PlatformPinned(),
        RegistryIntegrity(),
        Unpinned(),
        UnpullablePlatform(),
        UnrenderedTemplate(),
        UpstreamUsed(),
    ]

    static let placeRules: [any PlaceRule] = [
        ImplicitRegistry(),
        MissingShell(),
        PrivateBootstrapImage(),
        PullPolicy(),
        RuntimeInstall(),
    ]

    static let fleetRules: [any FleetRule] = [
        DigestInLabel(),
        InconsistentPin(),
        MissingPullSecret(),
        PromotionDrift(),
        StaleDigestOverride(),
    ]

    static let bookkeepingRules: [any BookkeepingRule] = [
        ExpiredWaiver(),
        UnusedOverride(),
        UnusedWaiver(),
    ]

    /// By name. One by one, for arrays are cast at run time.
    package static let rules: [any Rule] =
        (imageRules.map { $0 as any Rule } + placeRules.map { $0 } + fleetRules.map { $0 } + bookkeepingRules.map { $0 })
        .sorted { type(of: $0).id < type(of: $1).id }

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
