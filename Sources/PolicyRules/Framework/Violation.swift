package import AuditModel
package import ImageModel

/// What a rule has against an image, before policy and places come in.
package struct Violation: Sendable, Hashable {
    /// A predicate whose subject is the image: "offers linux/amd64 only; linux/arm64 is required".
    package let message: String
    /// Where it weighs more or less than the rule in general. A policy that sets the rule may make a note of it or
    /// raise it, but never raises what is less than the rule.
    package let severity: Severity?
    /// Whether it depends on the platforms that are required.
    package let isAboutPlatforms: Bool
    /// The platforms that it says something is wrong with; a waiver for some platforms must name them all.
    package let affected: [Platform]
    package let fix: Fix?

    package init(
        _ message: String, severity: Severity? = nil, isAboutPlatforms: Bool = false,
        affected: [Platform] = [], fix: Fix? = nil
    ) {
        self.message = message
        self.severity = severity
        self.isAboutPlatforms = isAboutPlatforms
        self.affected = affected
        self.fix = fix
    }
}
