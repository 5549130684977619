/// Whether references must be pinned by digest.
package enum DigestRequirement: String, Sendable, Hashable, CaseIterable {
    case required
    case preferred
    case optional

    /// What a reference without digest is, where the policy does not set the rule itself.
    package var level: RuleLevel {
        switch self {
        case .required: .error
        case .preferred: .warning
        case .optional: .off
        }
    }
}
