package import AuditModel
package import ImageModel

/// A finding that is accepted on purpose, for a reason and for a time.
package struct Waiver: Sendable, Hashable {
    package let rule: RuleID
    package let image: ImageMatcher
    package let reason: String
    /// The last day on which it holds, UTC.
    package let expires: CalendarDate

    package init(rule: RuleID, image: ImageMatcher, reason: String, expires: CalendarDate) {
        self.rule = rule
        self.image = image
        self.reason = reason
        self.expires = expires
    }

    /// Whether it still holds on `today`.
    package func isInForce(on today: CalendarDate) -> Bool { today <= expires }

    /// Whether it speaks of this finding, in force or not.
    package func covers(rule: RuleID, text: String, reference: ImageReference?) -> Bool {
        self.rule == rule && image.matches(text: text, reference: reference)
    }
}
