package import AuditModel
internal import PolicyModel

/// `expired-waiver`
package enum ExpiredWaiver: BookkeepingRule {
    package static let description = RuleDescription(
        id: "expired-waiver",
        title: "A waiver whose last day is over",
        rationale: """
            A finding was accepted for a reason and for a time, and the time is over: the finding counts again. Either \
            what was to happen did not, or nobody came back to look. A waiver that simply went on would be a hole that \
            nobody remembers.
            """,
        remedy: """
            Mend what was waived and remove the waiver; where that needs more time, write a new end and say what it \
            waits for.
            """,
        configuration: """
            `expires` is the last day on which a waiver holds, in UTC. A waiver that nothing was found for is mentioned \
            with `--full-fleet` alone.
            """,
        severity: .warning,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: ExampleManifest.waiver(of: "unpinned", expires: "2020-06-30"),
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/loki:3.5.7"),
            policy: ExampleManifest.waiver(of: "unpinned", expires: "9999-12-31"),
            registry: ExampleManifest.wholeImage))

    package static func judge(_ context: BookkeepingContext) -> [PlacedViolation] {
        context.policy.waivers.indices.compactMap { index in
            let waiver = context.policy.waivers[index]
            guard !waiver.isInForce(on: context.today) else { return nil }
            if context.matchedWaivers.contains(index) {
                return context.violation(
                    "was excused from \(waiver.rule) until \(waiver.expires) (\(waiver.reason)); it counts again",
                    of: Self.id, about: waiver)
            }
            guard context.isKnownToBeUnused(index) else { return nil }
            return context.violation(
                "was excused from \(waiver.rule) until \(waiver.expires); nothing needs the waiver any more",
                of: Self.id,
                about: waiver)
        }
    }
}
