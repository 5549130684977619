/// What a rule is, for people: `polyarch rules`, the page under `policy/rules/`, and the examples that run as tests.
///
/// A class, because every rule hands its own out for every image.
package final class RuleDescription: Sendable {
    /// A manifest with the answers that registries would give.
    package struct Example: Sendable {
        package let manifest: String
        /// A policy document; nil for the built-in default.
        package let policy: String?
        /// Helm values files, later over earlier; for rules that look at them.
        package let values: [String]
        /// What registries say, by reference.
        package let registry: [String: ExampleImage]

        package init(
            _ manifest: String, values: [String] = [], policy: String? = nil, registry: [String: ExampleImage] = [:]
        ) {
            self.manifest = manifest
            self.values = values
            self.policy = policy
            self.registry = registry
        }
    }

    package let id: RuleID
    /// A phrase, such as "An image lacks a platform that the policy requires".
    package let title: String
    package let rationale: String
    /// How to mend what it finds.
    package let remedy: String
    /// What in a policy changes it, beside its severity; nil for nothing.
    package let configuration: String?
    /// Where the policy does not set another.
    package let severity: Severity
    /// Whether it judges by what is written alone, and works without registries.
    package let isTextual: Bool
    /// Whether it is off unless a policy asks for it.
    package let isOptional: Bool
    /// Whether a waiver names the text as written: the rule is about text that is not a reference.
    package let isWaivedAsWritten: Bool
    private let makeViolating: @Sendable () -> Example
    private let makeConforming: @Sendable () -> Example

    /// - Parameters:
    ///   - violating: made when it is asked for: a policy needs the names of all rules at each start.
    ///   - conforming: so is this.
    package init(
        id: RuleID, title: String, rationale: String, remedy: String, configuration: String? = nil,
        severity: Severity, isTextual: Bool = false, isOptional: Bool = false,
        isWaivedAsWritten: Bool = false,
        violating: @autoclosure @escaping @Sendable () -> Example,
        conforming: @autoclosure @escaping @Sendable () -> Example
    ) {
        self.id = id
        self.title = title
        self.rationale = rationale
        self.remedy = remedy
        self.configuration = configuration
        self.severity = severity
        self.isTextual = isTextual
        self.isOptional = isOptional
        self.isWaivedAsWritten = isWaivedAsWritten
        makeViolating = violating
        makeConforming = conforming
    }

    package var violating: Example { makeViolating() }
    package var conforming: Example { makeConforming() }
}
