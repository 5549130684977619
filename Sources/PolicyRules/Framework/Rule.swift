package import AuditModel

/// A named check, which a type stands for: rules are pure and have no state. What they need to know they ask for, and
/// what they say follows from the answers. What a rule looks at is one of four forms: an image (`ImageRule`), one place
/// (`PlaceRule`), the fleet (`FleetRule`), or the policy itself (`BookkeepingRule`).
package protocol Rule: Sendable {
    static var description: RuleDescription { get }
}

extension Rule {
    package static var id: RuleID { description.id }
}

/// A check of one image at places that are alike: most rules. It is judged once, however many places there are.
package protocol ImageRule: Rule {
    /// Whether it also judges tags that the policy watches: those rules that ask what an image is, not how it is named.
    static var judgesWatchedTags: Bool { get }

    /// What must be known beyond what the image's own reference is. Asked again with the answers, until nothing new
    /// comes.
    static func inquiries(_ context: ImageContext) -> [Inquiry]

    /// What is wrong. Answers may be missing: a registry may fail, or nobody asked.
    static func judge(_ context: ImageContext) -> [Violation]
}

extension ImageRule {
    package static var judgesWatchedTags: Bool { false }

    package static func inquiries(_ context: ImageContext) -> [Inquiry] { [] }
}

/// A check of how an image in the mirror compares with upstream. While one is on, a comparison that could not be made
/// is reported as unchecked.
package protocol MirrorRule: ImageRule {
    /// The verdicts with which this rule reports the mirror's copy of an image that is named upstream, where that copy
    /// cannot replace it. `denied-registry` is silent then: its advice could not be followed before the copy is
    /// repaired.
    static var badCopies: Set<MirrorVerdict> { get }
}

extension MirrorRule {
    package static var badCopies: Set<MirrorVerdict> { [] }
}

/// A check of what stands around an image at one place: its container, its workload.
package protocol PlaceRule: Rule {
    static func judge(_ context: PlaceContext) -> [Violation]
}

/// A check that looks at several places together, or at something that is no image.
package protocol FleetRule: Rule {
    static func judge(_ context: FleetContext) -> [PlacedViolation]
}

/// A check of what a policy says against what it was needed for; judged when everything else is.
package protocol BookkeepingRule: Rule {
    static func judge(_ context: BookkeepingContext) -> [PlacedViolation]
}
