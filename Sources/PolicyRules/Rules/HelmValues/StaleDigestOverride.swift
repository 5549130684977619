package import AuditModel
internal import ImageModel
internal import PolicyModel
internal import SourceText

/// `stale-digest-override`
package enum StaleDigestOverride: FleetRule {
    private static let image = ExampleImage.index(["linux/amd64", "linux/arm64"])

    package static let description = RuleDescription(
        id: "stale-digest-override",
        title: "Overridden repository with an inherited digest",
        rationale: """
            Helm merges values key by key: an overlay that sets `image.repository` without `image.digest` keeps the \
            digest of the image that it replaced. The new repository does not have that digest and the pod stays in \
            `ImagePullBackOff`; or it does, and the new name runs the old image.
            """,
        remedy: """
            Set `digest` beside the repository in the same file, or unset it there with `digest: null` (or `""`, if \
            the chart accepts that).
            """,
        configuration: """
            Checks values files, not manifests: `--values base.yaml,env.yaml` lists the files of one chart in the \
            order in which Helm gets them, and may be repeated. A tag that is overridden beside an inherited digest \
            is a warning: the digest wins, and the new tag has no effect.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7@" + (image.digest ?? "")),
            values: [base, "image:\n  repository: ghcr.io/acme/loki"],
            registry: ["ghcr.io/acme/loki:3.5.7": image]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            values: [base, "image:\n  repository: ghcr.io/acme/loki\n  digest: null"],
            registry: ["ghcr.io/acme/loki:3.5.7": image]))

    private static let base = """
        image:
          repository: docker.io/grafana/loki
          tag: 3.5.7
          digest: \(image.digest ?? "")
        """

    package static func judge(_ context: FleetContext) -> [PlacedViolation] {
        context.facts.inheritedDigests.compactMap { inherited in
            Self.judge(inherited).map { place, violation in
                Self.placed(violation, inherited.image, at: place, context.policy)
            }
        }
    }

    /// What is wrong, and the field that made it so.
    private static func judge(_ inherited: InheritedDigest) -> (HelmValuesImage.Part, Violation)? {
        let image = inherited.image
        guard let digest = image.digestPart else { return nil }
        let origin = "\(digest.file):\(digest.part.position.line)"
        if image.name != inherited.pinned?.name,
            let place = [image.part(.repository), image.part(.registry)].lazy.compactMap({ $0 })
                .first(where: { $0.layer > digest.layer })
        {
            let owner = inherited.pinned.map { ", where it belongs to \($0.name)" } ?? ""
            let key = digest.part.role == .digest ? "digest" : "tag"
            return (
                place,
                Violation(
                    "repository is overridden, but its digest is inherited from \(origin)\(owner); "
                        + "set `\(key)` here too, or unset it with `\(key): null`")
            )
        }
        if let tag = image.part(.tag), digest.part.role == .digest, tag.layer > digest.layer,
            let pinned = inherited.pinned?.part(.tag)?.part.text, pinned != tag.part.text
        {
            return (
                tag,
                Violation(
                    "tag \(tag.part.text) has no effect: the digest of \(pinned) is inherited from \(origin)",
                    severity: .warning)
            )
        }
        return nil
    }

    private static func placed(
        _ violation: Violation, _ image: HelmValuesImage, at place: HelmValuesImage.Part, _ policy: Policy
    ) -> PlacedViolation {
        let reference = try? ImageReference(image.text)
        var hash = StableHash()
        for field in [id.name, place.file, place.part.path, reference?.name ?? image.name] { hash.combine(field) }
        let location = FindingLocation(
            file: place.file, position: place.part.position, path: place.part.path, fingerprint: hash.hex)
        let policyPlace = Place(file: place.file)
        return PlacedViolation(
            violation, image: reference?.description ?? image.text, reference: reference,
            locations: [PlacedLocation(location, place: policyPlace)],
            settings: policy.settings(at: policyPlace, image: image.text, reference))
    }
}
