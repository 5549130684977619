package import AuditModel
package import ImageModel

/// The policy at one place, with its overrides applied.
package struct PolicySettings: Sendable, Hashable {
    package let platforms: [Platform]
    package let digest: DigestRequirement
    /// Only what policy and overrides set.
    package let rules: [RuleID: RuleLevel]
    /// The levels that other keys of the policy give to rules, where `rules` does not name them.
    package let implied: [RuleID: RuleLevel]

    /// The keys that give them.
    static let implyingKeys: [RuleID: String] = [
        "unpinned": "digest", "pull-policy": "pullPolicy", "promotion-drift": "environments",
    ]
}

extension Policy {
    /// The overrides whose paths match `file`, by their index. Nil is the command line.
    package func overrides(withPathsOf file: String?) -> [Int] {
        if overrides.isEmpty { return [] }
        let path = file.map(PathPattern.Path.init)
        return overrides.indices.filter { overrides[$0].places.matches(path) }
    }

    /// Later overrides win, key by key.
    package func settings(applying indices: [Int]) -> PolicySettings {
        let applied = indices.map { overrides[$0] }
        let digest = applied.last { $0.digest != nil }?.digest ?? digest
        var implied: [RuleID: RuleLevel] = ["unpinned": digest.level]
        if pullPolicy != nil { implied["pull-policy"] = .warning }
        if environments.count > 1 { implied["promotion-drift"] = .warning }
        return PolicySettings(
            platforms: applied.last { $0.platforms != nil }?.platforms ?? platforms,
            digest: digest,
            rules: applied.reduce(into: rules) { $0.merge($1.rules) { $1 } },
            implied: implied)
    }

    /// The settings for an image at a place.
    package func settings(at place: Place, image text: String = "", _ reference: ImageReference? = nil)
        -> PolicySettings
    {
        settings(
            applying: overrides(withPathsOf: place.file).filter {
                overrides[$0].places.matchesObject(of: place) && overrides[$0].applies(toImage: text, reference)
            })
    }

    /// The settings where no override applies.
    package var generalSettings: PolicySettings { settings(applying: []) }
}

/// The level of a rule: a severity, or off.
package enum RuleLevel: String, Sendable, Hashable, CaseIterable {
    case error
    case warning
    case note
    case off

    package init(_ severity: Severity?) {
        self =
            switch severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            case nil: .off
            }
    }

    /// Nil if the rule is off.
    package var severity: Severity? {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        case .off: nil
        }
    }
}
