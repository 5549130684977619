package import AuditModel
internal import PolicyModel

/// `unused-override`
package enum UnusedOverride: BookkeepingRule {
    package static let description = RuleDescription(
        id: "unused-override",
        title: "Unused override",
        rationale: """
            The places that it names are gone, or its pattern has a typo and never matched: then images that should \
            be judged differently are not.
            """,
        remedy: "Correct the pattern, or remove the override.",
        configuration: """
            Reported only with `--full-fleet`: an audit of one application says nothing about the others.
            """,
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: "overrides:\n  - namespaces: [monitorin]\n    digest: optional",
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: "overrides:\n  - namespaces: [monitoring]\n    digest: optional",
            registry: ExampleManifest.wholeImage))

    package static func judge(_ context: BookkeepingContext) -> [PlacedViolation] {
        guard context.isFullFleet, !context.hasUnreadableInput else { return [] }
        return context.policy.overrides.indices.compactMap { index in
            if context.matchedOverrides.contains(index) { return nil }
            let override = context.policy.overrides[index]
            return context.violation(
                "override applies nowhere", of: Self.id, about: override.summary, at: override.origin)
        }
    }
}
