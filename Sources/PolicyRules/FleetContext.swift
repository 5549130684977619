package import AuditModel
package import ImageModel
package import PolicyModel

/// What rules about several places see: all of them.
package struct FleetContext: Sendable {
    /// Every place of an image, those that are judged alike beside each other.
    package let places: PlaceList
    package let policy: Policy
    package let known: Resolutions
    package let facts: FleetFacts
}

/// Places that are put together when they are looked at: what they share is large.
package struct PlaceList: Sequence, Sendable {
    let groups: [Plan.Group]
    let policy: Policy

    package func makeIterator() -> some IteratorProtocol<PlaceContext> {
        groups.lazy.filter { !$0.subject.isWatched }.flatMap { [policy] group in
            group.places.lazy.map { PlaceContext(subject: $0, settings: group.subject.settings, policy: policy) }
        }.makeIterator()
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

    package init(_ subject: AuditSubject, of rule: RuleID) {
        self.init(subject.location(of: rule), place: subject.place)
    }
}
