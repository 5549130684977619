package import AuditModel
package import ImageModel
package import PolicyModel

/// What rules about several places see: all of them.
package struct FleetContext: Sendable {
    private let plan: Plan
    package let known: Resolutions

    init(_ plan: Plan, known: Resolutions) {
        self.plan = plan
        self.known = known
    }

    package var policy: Policy { plan.policy }
    package var facts: FleetFacts { plan.facts }

    /// Every place of an image, those that are judged alike beside each other.
    package var places: some Sequence<PlaceContext> {
        plan.groups.lazy.filter { !$0.subject.isWatched }.flatMap { [plan] group in
            group.places.lazy.map { PlaceContext($0, group.subject.selection, of: plan) }
        }
    }

    /// Whether any place asks for the rule.
    package func isOnSomewhere(_ rule: (some Rule).Type) -> Bool {
        plan.selections.contains { $0.settings.level(of: rule.description) != .off }
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
            violation, image: place.reference?.description ?? place.subject.text, reference: place.reference,
            locations: [PlacedLocation(place.subject, of: rule)], settings: place.settings,
            isPossible: place.subject.isPossible)
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

    package init(_ subject: ImageUse, of rule: RuleID) {
        self.init(subject.location(of: rule), place: subject.place)
    }
}
