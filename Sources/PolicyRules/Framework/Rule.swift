package import AuditModel

/// A named check, represented by a type: rules are pure and stateless. They ask for what they need to know, and judge
/// by the answers. There are four kinds, by what they look at: an image (`ImageRule`, with `MirrorRule` for its copy in
/// the mirror), one place (`PlaceRule`), the fleet (`FleetRule`), or the policy itself (`BookkeepingRule`).
package protocol Rule: Sendable {
    static var description: RuleDescription { get }
}

extension Rule {
    package static var id: RuleID { description.id }
}

/// A check of one image, for all uses that share the same settings; most rules are of this kind. It is judged once,
/// however many uses there are.
package protocol ImageRule: Rule {
    /// Whether it also judges tags that the policy watches: true for rules about what an image is, false for rules
    /// about how it is named.
    static var judgesWatchedTags: Bool { get }

    /// What must be known besides the resolution of the image's own reference. Called again with the answers, until
    /// there are no new inquiries.
    static func inquiries(_ context: ImageContext) -> [Inquiry]

    /// What is wrong. Answers may be missing: a registry may have failed, or was not asked.
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

/// A check of the context of an image at one place: its container, its workload.
package protocol PlaceRule: Rule {
    static func judge(_ context: PlaceContext) -> [Violation]
}

/// A check of several places together, or of something that is not an image.
package protocol FleetRule: Rule {
    static func judge(_ context: FleetContext) -> [PlacedViolation]
}

/// A check of the policy itself, judged after everything else: are its waivers and overrides still needed?
package protocol BookkeepingRule: Rule {
    static func judge(_ context: BookkeepingContext) -> [PlacedViolation]
}
