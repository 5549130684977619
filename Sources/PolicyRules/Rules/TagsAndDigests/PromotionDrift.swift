package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `promotion-drift`
package enum PromotionDrift: FleetRule {
    private static let old = ExampleImage.index(["linux/amd64", "linux/arm64"])
    private static let new = ExampleImage.index(["linux/amd64", "linux/arm64"], build: "2")
    private static let environments = """
        environments:
          - { name: staging, namespaces: [staging] }
          - { name: production, namespaces: [production] }
        """

    package static let description = RuleDescription(
        id: "promotion-drift",
        title: "Environment ahead of the one that it is promoted from",
        rationale: """
            What production runs should have run in staging first. A digest that staging does not have bypassed it: \
            by hand, through a job that writes to the wrong folder, or because staging was rolled back and \
            production was not.
            """,
        remedy: """
            Promote in order: put the digest into the earlier environment first, or roll the later one back.
            """,
        configuration: """
            `environments` lists them in the order of promotion; two or more turn the rule on. Repositories that the \
            earlier environment does not use at all are ignored.
            """,
        severity: .warning, isTextual: true, isOptional: true,
        violating: RuleDescription.Example(
            example(staging: old, production: new), policy: environments, registry: registry),
        conforming: RuleDescription.Example(
            example(staging: new, production: new), policy: environments, registry: registry))

    package static func judge(_ context: FleetContext) -> [PlacedViolation] {
        let environments = context.policy.environments
        guard environments.count > 1 else { return [] }
        // What each environment pins, by repository; the set is empty where it names the repository without a digest.
        var pins = environments.map { _ in [String: Set<ImageDigest>]() }
        var promoted: [(environment: Int, place: PlaceContext)] = []
        for place in context.places where !place.use.isPossible {
            guard let reference = place.reference,
                let number = environments.firstIndex(where: { $0.places.matches(place.use.place) })
            else { continue }
            pins[number][reference.name, default: []].formUnion(reference.digest.map { [$0] } ?? [])
            if number > 0, reference.digest != nil { promoted.append((number, place)) }
        }
        return promoted.compactMap { number, place in
            guard let reference = place.reference, let digest = reference.digest,
                let earlier = pins[number - 1][reference.name], !earlier.contains(digest)
            else { return nil }
            let known = earlier.isEmpty ? ["no digest"] : earlier.map { $0.short + "…" }.sorted()
            return PlacedViolation(
                Violation(
                    "\(environments[number].name) pins \(digest.short)…, but \(environments[number - 1].name) pins "
                        + Wording.list(known)), of: Self.id, at: place)
        }
    }

    // MARK: - Example

    private static func example(staging: ExampleImage, production: ExampleImage) -> String {
        [("staging", staging), ("production", production)].map { namespace, image in
            ExampleManifest.deployment("ghcr.io/acme/loki@" + (image.digest ?? ""), namespace: namespace)
        }.joined(separator: "\n---\n")
    }

    private static var registry: [String: ExampleImage] {
        ["ghcr.io/acme/loki@" + (old.digest ?? ""): old, "ghcr.io/acme/loki@" + (new.digest ?? ""): new]
    }
}
