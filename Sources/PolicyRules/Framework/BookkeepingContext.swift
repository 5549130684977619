internal import AuditModel
package import PolicyModel
internal import SourceText

/// What bookkeeping rules see: the policy, and which parts of it were needed.
package struct BookkeepingContext: Sendable {
    package let policy: Policy
    package let today: CalendarDate
    /// Whether everything that the policy covers was audited.
    package let isFullFleet: Bool
    /// The waivers that matched a finding, in force or not, by their index in the policy.
    package let matchedWaivers: Set<Int>
    /// The overrides that applied somewhere.
    package let matchedOverrides: Set<Int>
    /// The waivers for images that could not be checked: that they matched no finding proves nothing.
    package let undecidedWaivers: Set<Int>
    /// Whether some input could not be read.
    package let hasUnreadableInput: Bool
}

extension BookkeepingContext {
    /// Whether the waiver matched nothing, and everything that it covers was checked.
    func isKnownToBeUnused(_ waiver: Int) -> Bool {
        isFullFleet && !hasUnreadableInput && !matchedWaivers.contains(waiver) && !undecidedWaivers.contains(waiver)
    }

    func violation(_ message: String, of rule: RuleID, about waiver: Waiver) -> PlacedViolation {
        violation(message, of: rule, about: waiver.summary, and: waiver.rule.name, at: waiver.origin)
    }

    /// A violation at a place in the policy file.
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
