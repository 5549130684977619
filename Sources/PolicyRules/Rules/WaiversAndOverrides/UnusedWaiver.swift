package import AuditModel
internal import PolicyModel

/// `unused-waiver`
package enum UnusedWaiver: BookkeepingRule {
    package static let description = RuleDescription(
        id: "unused-waiver",
        title: "Unused waiver",
        rationale: """
            What was accepted is fixed, or gone. That is the moment to return to the rule, for instance to the \
            mirror whose copy was repaired; a waiver that stays behind silently excuses the next image that breaks \
            in the same way.
            """,
        remedy: "Remove the waiver.",
        configuration: """
            Reported only with `--full-fleet`: an audit of one application says nothing about the others. A waiver \
            for an image that could not be checked is not reported as unused.
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
                "waiver for \(waiver.rule) is no longer needed (valid until \(waiver.expires): \(waiver.reason)); "
                    + "remove it",
                of: Self.id, about: waiver)
        }
    }
}
