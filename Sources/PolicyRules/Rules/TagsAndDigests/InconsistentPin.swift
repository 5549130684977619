package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `inconsistent-pin`
package enum InconsistentPin: FleetRule {
    private static let old = ExampleImage.index(["linux/amd64", "linux/arm64"])
    private static let new = ExampleImage.index(["linux/amd64", "linux/arm64"], build: "2")

    package static let description = RuleDescription(
        id: "inconsistent-pin",
        title: "One tag pinned to several digests",
        rationale: """
            The tag says that these places run the same version, the digests say that they do not. Usually one of \
            them was pinned before the tag was pushed again, and a bug that is fixed in one place is still present \
            in the other.
            """,
        remedy: "Find out which digest is meant and use it everywhere, or use tags that tell them apart.",
        severity: .warning, isTextual: true, isOptional: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7@" + (old.digest ?? "")) + "\n---\n"
                + ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7@" + (new.digest ?? "")),
            policy: "rules:\n  inconsistent-pin: warning",
            registry: [
                "ghcr.io/acme/loki@" + (old.digest ?? ""): old, "ghcr.io/acme/loki@" + (new.digest ?? ""): new,
                "ghcr.io/acme/loki:3.5.7": new,
            ]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.6@" + (old.digest ?? "")) + "\n---\n"
                + ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7@" + (new.digest ?? "")),
            policy: "rules:\n  inconsistent-pin: warning",
            registry: [
                "ghcr.io/acme/loki@" + (old.digest ?? ""): old, "ghcr.io/acme/loki@" + (new.digest ?? ""): new,
                "ghcr.io/acme/loki:3.5.6": old, "ghcr.io/acme/loki:3.5.7": new,
            ]))

    package static func judge(_ context: FleetContext) -> [PlacedViolation] {
        guard context.isOnSomewhere(Self.self) else { return [] }
        var places: [ImageReference: [PlaceContext]] = [:]
        for place in context.places where !place.use.isPossible {
            guard let reference = place.reference, reference.digest != nil, let tag = reference.tag else { continue }
            places[reference.with(tag: tag, digest: nil), default: []].append(place)
        }
        return places.sorted { $0.key < $1.key }.flatMap { tagged, places -> [PlacedViolation] in
            let byDigest = Dictionary(grouping: places) { $0.reference?.digest }
            guard byDigest.count > 1 else { return [] }
            let parts = byDigest.map { digest, places in
                "\(digest?.short ?? "")… in \(places.count) place\(places.count == 1 ? "" : "s")"
            }
            let message = "tag is pinned to \(byDigest.count) digests: \(Wording.list(parts.sorted()))"
            return places.map { place in
                PlacedViolation(
                    Violation(message), image: tagged.description, reference: tagged,
                    locations: [PlacedLocation(place.use, of: Self.id)], settings: place.settings)
            }
        }
    }
}
