/// One of the environments that a fleet is promoted through.
package struct FleetEnvironment: Sendable, Hashable {
    package let name: String
    package let places: PlaceSelector

    package init(name: String, places: PlaceSelector) {
        self.name = name
        self.places = places
    }
}
