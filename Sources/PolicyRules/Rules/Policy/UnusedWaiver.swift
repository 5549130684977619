package import AuditModel
internal import PolicyModel

/// `unused-waiver`
package enum UnusedWaiver: BookkeepingRule {
    package static let description = RuleDescription(
        id: "unused-waiver",
        title: "A waiver that nothing needs any more",
        rationale: """
            What was accepted is mended, or gone. That is the signal to go back to the rule, for instance to the mirror \
            whose copy was repaired; a waiver that stays behind excuses the next image that breaks the same way, and \
            nobody notices.
            """,
        remedy: "Remove the waiver.",
        configuration: """
            Judged with `--full-fleet` alone: an audit of one application says nothing about the others. A waiver about \
            an image that could not be checked is not called unused.
            """,
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: ExampleManifest.waiver(of: "missing-platform", expires: "9999-12-31"),
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: ExampleManifest.waiver(of: "missing-platform", expires: "9999-12-31"),
            registry: ["ghcr.io/acme/loki:3.5.7": .manifest("linux/amd64")]))

    package static func judge(_ context: BookkeepingContext) -> [PlacedViolation] {
        context.policy.waivers.indices.compactMap { index in
            let waiver = context.policy.waivers[index]
            guard waiver.isInForce(on: context.today), context.isKnownToBeUnused(index) else { return nil }
            return context.violation(
                "is excused from \(waiver.rule) until \(waiver.expires) (\(waiver.reason)), and nothing needs that any more",
                of: Self.id, about: waiver)
        }
    }
}
