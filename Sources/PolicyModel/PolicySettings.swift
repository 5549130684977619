package import AuditModel
package import ImageModel

/// What a policy asks for in one file, its overrides applied.
package struct PolicySettings: Sendable, Hashable {
    package let platforms: [Platform]
    package let digest: DigestRequirement
    /// Only what policy and overrides set.
    package let rules: [RuleID: RuleLevel]
}

extension Policy {
    /// The overrides that speak of `file`, by their place in the policy; none for images from the command line.
    package func overrides(applyingTo file: String?) -> [Int] {
        guard let file, !overrides.isEmpty else { return [] }
        let path = PathPattern.Path(file)
        return overrides.indices.filter { overrides[$0].applies(to: path) }
    }

    /// Later overrides win, key by key.
    package func settings(applying indices: [Int]) -> PolicySettings {
        let applied = indices.map { overrides[$0] }
        return PolicySettings(
            platforms: applied.last { $0.platforms != nil }?.platforms ?? platforms,
            digest: applied.last { $0.digest != nil }?.digest ?? digest,
            rules: applied.reduce(into: rules) { $0.merge($1.rules) { $1 } })
    }

    package func settings(for file: String?) -> PolicySettings { settings(applying: overrides(applyingTo: file)) }
}
