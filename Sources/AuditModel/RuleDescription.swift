/// What a rule is, for people: `polyarch rules`, the page under `policy/rules/`, and the examples that run as tests.
package struct RuleDescription: Sendable {
    /// A manifest with the answers that registries would give; the policy is the built-in default unless given.
    package struct Example: Sendable {
        package let manifest: String
        package let policy: String?
        /// What registries say, by reference as written in the manifest (or as the mirror names it).
        package let registry: [String: Image]

        package init(manifest: String, policy: String? = nil, registry: [String: Image] = [:]) {
            self.manifest = manifest
            self.policy = policy
            self.registry = registry
        }
    }

    package enum Image: Sendable, Hashable {
        case index([String])
        case manifest(String)
        case artifact
        case notFound
    }

    package let id: RuleID
    /// A phrase, such as "An image lacks a platform that the policy requires".
    package let title: String
    package let rationale: String
    package let remedy: String
    package let severity: Severity
    package let violating: Example
    package let conforming: Example

    package init(
        id: RuleID, title: String, rationale: String, remedy: String, severity: Severity, violating: Example,
        conforming: Example
    ) {
        self.id = id
        self.title = title
        self.rationale = rationale
        self.remedy = remedy
        self.severity = severity
        self.violating = violating
        self.conforming = conforming
    }
}
