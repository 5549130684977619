package import AuditModel
package import ImageModel

/// Accepts findings on purpose, for a reason and until a date.
package struct Waiver: Sendable, Hashable {
    /// How a waiver names the image whose finding it accepts; depends on the rule.
    package enum Form: Sendable, Hashable {
        case image
        /// As it is written, because it is not a reference.
        case text
        /// The rule takes no waiver.
        case never
    }

    package let rule: RuleID
    /// Nil for every image at the places.
    package let image: ImageMatcher?
    /// Empty for all. A finding that also affects other platforms is not covered.
    package let platforms: [Platform]
    package let places: PlaceSelector
    package let reason: String
    /// The last day on which it holds, UTC.
    package let expires: CalendarDate
    package var origin: PolicyOrigin?

    package init(
        rule: RuleID, image: ImageMatcher?, platforms: [Platform] = [],
        places: PlaceSelector = .everywhere, reason: String, expires: CalendarDate, origin: PolicyOrigin? = nil
    ) {
        self.rule = rule
        self.image = image
        self.platforms = platforms
        self.places = places
        self.reason = reason
        self.expires = expires
        self.origin = origin
    }

    /// What it covers, for messages.
    package var summary: String { image?.text ?? places.summary }

    /// Whether it still holds on `today`.
    package func isInForce(on today: CalendarDate) -> Bool { today <= expires }

    /// Whether it covers findings about this image, in force or not.
    package func covers(text: String, reference: ImageReference?) -> Bool {
        image?.matches(text: text, reference: reference) ?? true
    }

    /// Whether it covers a finding that affects these platforms.
    package func covers(platforms affected: [Platform]) -> Bool {
        platforms.isEmpty
            || !affected.isEmpty && affected.allSatisfy { one in platforms.contains { one.satisfies($0) } }
    }
}
