package import AuditModel

/// How a policy sets a rule: to a severity, or off.
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

    /// Nil when the rule is off.
    package var severity: Severity? {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        case .off: nil
        }
    }
}
