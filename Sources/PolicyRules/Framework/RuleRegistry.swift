package import AuditModel
package import PolicyModel

/// All rules, by kind. A new rule is added to the list of its kind.
package enum RuleRegistry {
    static let imageRules: [any ImageRule.Type] = [
        DeniedRegistry.self,
        FloatingTag.self,
        InvalidReference.self,
        LegacyManifest.self,
        MirrorConverted.self,
        MirrorDiverged.self,
        MirrorFlattened.self,
        MirrorIncomplete.self,
        MirrorMissing.self,
        MirrorStale.self,
        MissingPlatform.self,
        NotAnImage.self,
        NotFound.self,
        PinDrift.self,
        PlatformMismatch.self,
        PlatformPinned.self,
        RegistryIntegrity.self,
        Unpinned.self,
        UnpullablePlatform.self,
        UnrenderedTemplate.self,
        UpstreamUsed.self,
    ]

    static let placeRules: [any PlaceRule.Type] = [
        ImplicitRegistry.self,
        MissingShell.self,
        PrivateBootstrapImage.self,
        PullPolicy.self,
        RuntimeInstall.self,
    ]

    static let fleetRules: [any FleetRule.Type] = [
        DigestInLabel.self,
        InconsistentPin.self,
        MissingPullSecret.self,
        PromotionDrift.self,
        StaleDigestOverride.self,
    ]

    static let bookkeepingRules: [any BookkeepingRule.Type] = [
        ExpiredWaiver.self,
        UnusedOverride.self,
        UnusedWaiver.self,
    ]

    /// Sorted by name. Each element is cast on its own: casting the arrays would happen at run time.
    package static let rules: [any Rule.Type] =
        (imageRules.map { $0 as any Rule.Type } + placeRules.map { $0 } + fleetRules.map { $0 }
        + bookkeepingRules.map { $0 })
        .map { (id: $0.id, rule: $0) }
        .sorted { $0.id < $1.id }
        .map(\.rule)

    package static let descriptions: [RuleDescription] = rules.map { $0.description }

    package static let names: Set<String> = Set(descriptions.map(\.id.name))

    /// The names that policies may use, and how findings of the rules are waived.
    package static let waiverForms: [String: Waiver.Form] = {
        let forms = descriptions.map { ($0.id.name, $0.isWaivedAsWritten ? Waiver.Form.text : .image) }
        let policyRules = bookkeepingRules.map { ($0.id.name, Waiver.Form.never) }
        return Dictionary(forms + policyRules) { $1 }
    }()

    /// The level of every rule where no override applies.
    package static func levels(_ policy: Policy) -> [RuleID: RuleLevel] {
        let settings = policy.generalSettings
        return Dictionary(descriptions.map { ($0.id, settings.level(of: $0)) }) { first, _ in first }
    }
}

extension PolicySettings {
    /// The rule's level: set by an override or the policy, else implied by another key of the policy, else the rule's
    /// own.
    func level(of description: RuleDescription) -> RuleLevel {
        rules[description.id] ?? implied[description.id]
            ?? (description.isOptional ? .off : RuleLevel(description.severity))
    }
}
