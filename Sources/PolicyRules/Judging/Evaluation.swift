package import AuditModel
internal import ImageModel
internal import MirrorChecking
package import PolicyModel
internal import SourceText

/// The judgement over all that a plan holds, with what registries said.
package struct Evaluation: Sendable {
    /// Sorted by severity (worst first), first place, rule, image.
    package let findings: [Finding]
    /// What nobody could establish, sorted by subject.
    package let unchecked: [Unchecked]
    /// Every distinct reference, sorted.
    package let images: [ReportedImage]

    /// - Parameters:
    ///   - today: the day by which waivers hold or have ended.
    ///   - baseline: the fingerprints of what is known.
    package init(
        of informed: InformedPlan, today: CalendarDate, unreadable: [UnreadableSource] = [],
        baseline: Set<String> = []
    ) {
        let plan = informed.plan
        var findings = FindingCollector()
        var unchecked = UncheckedCollector()
        var images = ImageCollector()
        for ((group, context), objections) in zip(informed.cases, informed.objections) {
            for (rule, violations) in objections { findings.collect(violations, of: rule, context, group.places) }
            unchecked.collect(context, group.places)
            images.collect(context)
        }
        for source in unreadable { unchecked.collect(source) }
        let fleet = FleetContext(plan, known: informed.known)
        for place in fleet.places {
            for rule in place.selection.placeRules { findings.collect(rule, place) }
        }
        for rule in RuleRegistry.fleetRules { findings.collect(rule, fleet) }

        var waivers = WaiverMatching(plan.policy.waivers, today: today)
        findings.apply(&waivers)
        let bookkeeping = BookkeepingContext(
            policy: plan.policy, today: today, isFullFleet: plan.options.isFullFleet, matchedWaivers: waivers.matched,
            matchedOverrides: plan.matchedOverrides,
            undecidedWaivers: plan.options.isFullFleet ? unchecked.waivers(among: plan.policy.waivers) : [],
            hasUnreadableInput: !unreadable.isEmpty)
        for rule in RuleRegistry.bookkeepingRules { findings.collect(rule, bookkeeping) }
        findings.markKnown(baseline)
        self.findings = findings.findings
        self.unchecked = unchecked.unchecked
        self.images = images.images
    }
}
