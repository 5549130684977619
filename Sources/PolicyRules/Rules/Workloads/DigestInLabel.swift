package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `digest-in-label`
package enum DigestInLabel: FleetRule {
    package static let description = RuleDescription(
        id: "digest-in-label",
        title: "Digest in a label value",
        rationale: """
            Charts put the tag into labels such as `app.kubernetes.io/version`. With `tag: v1@sha256:…` the value \
            contains `@` and `:`, which labels must not: the API server rejects the object, and the release with it.
            """,
        remedy: """
            Set the digest in a field of its own if the chart has one (`image.digest`), or override what the chart \
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

    package static func judge(_ context: FleetContext) -> [PlacedViolation] {
        let labels = context.facts.digestLabels
        if labels.isEmpty { return [] }
        let images = Dictionary(grouping: context.places.filter { $0.use.occurrence != nil }) { place in
            place.use.occurrence.map { ObjectIdentifier($0.object) }
        }
        // One finding per object and label, however many templates and selectors repeat it.
        var seen: Set<LabelKey> = []
        return labels.filter { seen.insert(LabelKey($0)).inserted }.map { label in
            let violation = Violation(
                "digest in the label \(label.name): `\(label.value)` is not a valid label value")
            let own = images[ObjectIdentifier(label.object)] ?? []
            if let place = own.first(where: { $0.use.text.hasSuffix(label.value) }) ?? own.first {
                return PlacedViolation(violation, of: Self.id, at: place)
            }
            return Self.placed(violation, label, context)
        }
    }

    private struct LabelKey: Hashable {
        let object: ObjectIdentifier
        let name: String
        let value: String

        init(_ label: DigestLabel) {
            object = ObjectIdentifier(label.object)
            name = label.name
            value = label.value
        }
    }

    /// At the label itself, for an object without an image: charts give the same labels to their Services. The image is
    /// one with the same tag and digest elsewhere.
    private static func placed(_ violation: Violation, _ label: DigestLabel, _ context: FleetContext) -> PlacedViolation
    {
        let object = label.object
        let namesakes = context.places.filter { $0.use.text.hasSuffix(label.value) }
        let namesake = namesakes.first { $0.use.occurrence?.file == object.file } ?? namesakes.first
        var hash = StableHash()
        for field in [id.name, object.file, object.kind, object.namespace, object.name, label.name] {
            hash.combine(field ?? "")
        }
        let place = Place(
            file: object.file, kind: object.kind, namespace: object.namespace, name: object.name,
            application: object.metadata.group)
        let location = FindingLocation(
            file: object.file, position: label.position, path: label.path, kind: object.kind,
            namespace: object.namespace, name: object.name, fingerprint: hash.hex)
        let reference = namesake?.reference
        return PlacedViolation(
            violation, image: reference?.description ?? label.value, reference: reference,
            locations: [PlacedLocation(location, place: place)],
            settings: context.policy.settings(at: place, image: label.value, reference))
    }
}
