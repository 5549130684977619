internal import AuditModel
package import PolicyModel
internal import SourceText

/// What rules about a policy see: what it says, and what of that was needed.
package struct BookkeepingContext: Sendable {
    package let policy: Policy
    package let today: CalendarDate
    /// Whether everything that the policy speaks of was audited.
    package let isFullFleet: Bool
    /// The waivers that a finding was found for, in force or not, by their place in the policy.
    package let matchedWaivers: Set<Int>
    /// The overrides that applied somewhere.
    package let matchedOverrides: Set<Int>
    /// Waivers and overrides about what could not be looked into: that nothing was found for them says nothing.
    package let undecidedWaivers: Set<Int>
    /// Whether some input could not be read.
    package let hasUnreadableInput: Bool
}

extension BookkeepingContext {
    /// Whether everything was looked at that the waiver could have been for.
    func isKnownToBeUnused(_ waiver: Int) -> Bool {
        isFullFleet && !hasUnreadableInput && !matchedWaivers.contains(waiver) && !undecidedWaivers.contains(waiver)
    }

    func violation(_ message: String, of rule: RuleID, about waiver: Waiver) -> PlacedViolation {
        violation(message, of: rule, about: waiver.summary, and: waiver.rule.name, at: waiver.origin)
    }

    /// At the place in the policy file.
    func violation(
        _ message: String, of rule: RuleID, about text: String, and detail: String = "", at origin: PolicyOrigin?
    ) -> PlacedViolation {
        var hash = StableHash()
        for field in [rule.name, origin?.file ?? "", text, detail] { hash.combine(field) }
        let location = FindingLocation(file: origin?.file, position: origin?.position, fingerprint: hash.hex)
        return PlacedViolation(
            Violation(message), image: text, locations: [PlacedLocation(location, place: Place())],
            settings: policy.generalSettings)
    }
}
