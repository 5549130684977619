package import AuditModel

/// What a command wants to know beyond what the policy asks for.
package struct PlanOptions: Sendable, Hashable {
    /// How deep each image's own resolution goes.
    package var depth: VerificationDepth
    /// Whether pinned references are compared with what their tag names by now.
    package var asksForDrift: Bool
    /// Whether everything that the policy speaks of is audited: then a waiver or an override that nothing needs is worth
    /// a word.
    package var isFullFleet: Bool

    package init(depth: VerificationDepth = .index, asksForDrift: Bool = false, isFullFleet: Bool = false) {
        self.depth = depth
        self.asksForDrift = asksForDrift
        self.isFullFleet = isFullFleet
    }
}
