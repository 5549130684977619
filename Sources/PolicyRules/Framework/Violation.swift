package import AuditModel
package import ImageModel
package import PolicyModel

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

/// What a rule has against something, and where that stands.
package struct PlacedViolation: Sendable {
    package let violation: Violation
    /// The canonical reference, or what else it is about.
    package let image: String
    package let reference: ImageReference?
    package let locations: [PlacedLocation]
    /// What is asked for there.
    package let settings: PolicySettings
    /// It is not certain that this is an image.
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

    /// At the place of an image.
    package init(_ violation: Violation, of rule: RuleID, at place: PlaceContext) {
        self.init(
            violation, image: place.reference?.description ?? place.use.text, reference: place.reference,
            locations: [PlacedLocation(place.use, of: rule)], settings: place.settings,
            isPossible: place.use.isPossible)
    }
}

/// The place of a finding, with what policies know places by.
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
