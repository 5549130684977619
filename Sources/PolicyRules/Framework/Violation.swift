package import AuditModel
package import ImageModel
package import PolicyModel

/// What a rule finds wrong with an image, before the policy decides its severity.
package struct Violation: Sendable, Hashable {
    /// A headline that reads on its own: "index with linux/amd64 only; linux/arm64 is required". What to do may follow
    /// after a semicolon.
    package let message: String
    /// Set where the violation is more or less severe than the rule in general. A level in the policy replaces a higher
    /// severity, and caps a lower one.
    package let severity: Severity?
    /// Whether it depends on the required platforms.
    package let isAboutPlatforms: Bool
    /// The platforms that are affected; a waiver for some platforms must name all of them.
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

/// A violation with the places where it was found.
package struct PlacedViolation: Sendable {
    package let violation: Violation
    /// The canonical reference, or what else the violation is about.
    package let image: String
    package let reference: ImageReference?
    package let locations: [PlacedLocation]
    /// The settings at these places.
    package let settings: PolicySettings
    /// The scanner was not sure that this is an image.
    package let isPossible: Bool

    package init(
        _ violation: Violation, image: String, reference: ImageReference? = nil, locations: [PlacedLocation],
        settings: PolicySettings, isPossible: Bool = false
    ) {
        self.violation = violation
        self.image = image
        self.reference = reference
        self.locations = locations
        self.settings = settings
        self.isPossible = isPossible
    }

    /// At one use of an image.
    package init(_ violation: Violation, of rule: RuleID, at place: PlaceContext) {
        self.init(
            violation, image: place.reference?.description ?? place.use.text, reference: place.reference,
            locations: [PlacedLocation(place.use, of: rule)], settings: place.settings,
            isPossible: place.use.isPossible)
    }
}

/// The location of a finding, with the place as policies match it.
package struct PlacedLocation: Sendable {
    package var location: FindingLocation
    package let place: Place

    package init(_ location: FindingLocation, place: Place) {
        self.location = location
        self.place = place
    }

    package init(_ use: ImageUse, of rule: RuleID) {
        self.init(use.location(of: rule), place: use.place)
    }
}

/// How messages list things.
enum Wording {
    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [some CustomStringConvertible]) -> String {
        let texts = items.map(\.description)
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `linux/arm64 is`, `linux/amd64 and linux/arm64 are`.
    static func areOrIs(_ platforms: [Platform]) -> String {
        list(platforms) + (platforms.count == 1 ? " is" : " are")
    }
}
