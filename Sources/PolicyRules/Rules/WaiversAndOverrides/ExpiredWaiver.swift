package import AuditModel
internal import PolicyModel

/// `expired-waiver`
package enum ExpiredWaiver: BookkeepingRule {
    package static let description = RuleDescription(
        id: "expired-waiver",
        title: "Expired waiver",
        rationale: """
            A finding was accepted for a reason and for a limited time. That time is over, so the finding counts \
            again: either the work it waited for did not happen, or no one came back to check. A waiver without an \
            end would hide the problem forever.
            """,
        remedy: """
            Fix what was waived and remove the waiver. If that needs more time, set a new date and say what it waits \
            for.
            """,
        configuration: """
            `expires` is the last day on which a waiver holds, in UTC. A waiver that matches no finding is reported \
            only with `--full-fleet`.
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
                    "waiver for \(waiver.rule) expired; its last day was \(waiver.expires) (\(waiver.reason)); the finding "
                        + "counts again",
                    of: Self.id, about: waiver)
            }
            guard context.isKnownToBeUnused(index) else { return nil }
            return context.violation(
                "waiver for \(waiver.rule) expired and is no longer needed; its last day was \(waiver.expires); remove it",
                of: Self.id, about: waiver)
        }
    }
}
