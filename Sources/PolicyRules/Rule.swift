package import AuditModel

/// A named check of one image at places that are alike. Rules are pure: what they need to know they ask for, and what
/// they say follows from the answers.
package protocol Rule: Sendable {
    static var description: RuleDescription { get }

    init()

    /// What must be known beyond what the image's own reference is. Asked again with the answers, until nothing new
    /// comes.
    func inquiries(_ context: RuleContext) -> [Inquiry]

    /// What is wrong. Answers may be missing: a registry may fail, or nobody asked.
    func judge(_ context: RuleContext) -> [Violation]
}

extension Rule {
    package func inquiries(_ context: RuleContext) -> [Inquiry] { [] }

    package static var id: RuleID { description.id }
}
