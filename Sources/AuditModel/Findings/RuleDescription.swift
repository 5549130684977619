/// A rule's declaration: the source of `polyarch rules` and of the page under `policy/rules/`, with examples that run
/// as tests.
///
/// A class, because rules return theirs for every image.
package final class RuleDescription: Sendable {
    /// A manifest with the answers of registries.
    package struct Example: Sendable {
        package let manifest: String
        /// A policy document; nil for the built-in default.
        package let policy: String?
        /// Helm values files, later over earlier, for rules that judge them.
        package let values: [String]
        /// The answers of registries, by reference.
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
    /// A noun phrase without a period: "Required platform missing".
    package let title: String
    package let rationale: String
    /// How to fix what it finds.
    package let remedy: String
    /// The policy keys that affect it, besides `rules`; nil for none.
    package let configuration: String?
    /// Unless the policy sets another.
    package let severity: Severity
    /// Whether it judges the text alone and works without registries.
    package let isTextual: Bool
    /// Whether it is off unless a policy turns it on.
    package let isOptional: Bool
    /// Whether waivers name the text as written, because the rule is about text that is not a reference.
    package let isWaivedAsWritten: Bool
    private let makeViolating: @Sendable () -> Example
    private let makeConforming: @Sendable () -> Example

    /// - Parameters:
    ///   - violating: made on demand, because every start of the tool needs all declarations, and few need examples.
    ///   - conforming: likewise.
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
