package import AuditModel
internal import PolicyModel

/// `digest-in-label`
package struct DigestInLabel: FleetRule {
    package static let description = RuleDescription(
        id: "digest-in-label",
        title: "A digest leaked from a tag into a label",
        rationale: """
            Charts put the tag into labels such as `app.kubernetes.io/version`. With `tag: v1@sha256:…` the label's \
            value holds `@` and `:`, which labels must not: the API server refuses the object, and the release with it.
            """,
        remedy: """
            Set the digest where the chart has a field of its own for it (`image.digest`), or override what the chart \
            puts into the label.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment(
                "ghcr.io/acme/loki:3.5.7@" + (image.digest ?? ""),
                labels: "app.kubernetes.io/version: \"3.5.7@\(image.digest ?? "")\""),
            registry: ["ghcr.io/acme/loki:3.5.7": image]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment(
                "ghcr.io/acme/loki:3.5.7@" + (image.digest ?? ""), labels: "app.kubernetes.io/version: \"3.5.7\""),
            registry: ["ghcr.io/acme/loki:3.5.7": image]))

    private static let image = ExampleImage.index(["linux/amd64", "linux/arm64"])

    package init() {}

    package func judge(_ context: FleetContext) -> [PlacedViolation] {
        // An object has one label of a name, however many images: the image that the value comes from is named.
        var leaks: [Leak: PlaceContext] = [:]
        var order: [Leak] = []
        for place in context.places {
            guard let occurrence = place.subject.occurrence else { continue }
            for labels in [occurrence.object.metadata.labels, occurrence.workload?.labels ?? [:]] {
                for (name, value) in labels where Self.holdsDigest(value) {
                    let leak = Leak(object: ObjectIdentifier(occurrence.object), name: name, value: value)
                    guard let known = leaks[leak] else {
                        leaks[leak] = place
                        order.append(leak)
                        continue
                    }
                    if !known.subject.text.hasSuffix(value), place.subject.text.hasSuffix(value) { leaks[leak] = place }
                }
            }
        }
        return order.compactMap { leak in
            leaks[leak].map { place in
                PlacedViolation(
                    Violation("leaks its digest into the label \(leak.name): `\(leak.value)` is no valid value"),
                    of: Self.id, at: place)
            }
        }
    }

    private struct Leak: Hashable {
        let object: ObjectIdentifier
        let name: String
        let value: String
    }

    /// No valid value holds an `@` or a colon; a digest alone without them (`sha256-…`) is one.
    private static func holdsDigest(_ value: String) -> Bool {
        value.contains("sha256:") || value.contains("sha512:")
    }
}
