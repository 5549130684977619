package import AuditModel
internal import ImageModel
internal import MirrorChecking
package import PolicyModel
internal import SourceText

/// The judgement over all that a plan holds, with what registries said.
package struct Evaluation: Sendable {
    /// Sorted by severity (worst first), first place, rule, image.
    package let findings: [Finding]
    /// What nobody could establish, sorted by item.
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
        for (context, violations) in zip(informed.contextsByReference, informed.violations) {
            for (rule, violations) in violations { findings.collect(violations, of: rule, context) }
            unchecked.collect(context)
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

/// Gathers the distinct images of a run with what is known of them.
struct ImageCollector {
    private struct Entry {
        var image: ReportedImage
        /// Of its comparison with the mirror.
        var severity: Severity?
    }

    private var entries: [Entry] = []

    /// To be called with one image after the other. Places may require different platforms; the worst of their
    /// comparisons is kept.
    mutating func collect(_ context: ImageContext) {
        guard let reference = context.reference else { return }
        let comparison = context.mirror.progress?.comparison
        let severity = comparison?.severity(required: context.required)
        guard let index = entries.indices.last, entries[index].image.reference == reference else {
            let image = ReportedImage(
                reference: reference,
                resolution: context.resolution ?? .failed(ResolutionFailure(.transient, "its registry was not asked")),
                mirror: comparison, pinned: context.pinned)
            entries.append(Entry(image: image, severity: severity))
            return
        }
        if let severity, severity > entries[index].severity ?? .note || entries[index].severity == nil {
            entries[index].image.mirror = comparison
            entries[index].severity = severity
        }
        // What one place cannot use is not offered for any.
        if entries[index].image.pinned != nil, context.pinned == nil { entries[index].image.pinned = nil }
    }

    /// In the order in which they came.
    var images: [ReportedImage] { entries.map(\.image) }
}
