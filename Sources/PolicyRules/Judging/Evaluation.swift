package import AuditModel
internal import ImageModel
internal import MirrorChecking
package import PolicyModel
internal import SourceText

/// The result of judging a plan by the answers of registries.
package struct Evaluation: Sendable {
    /// Sorted by severity (worst first), first place, rule, image.
    package let findings: [Finding]
    /// What could not be checked, sorted by item.
    package let unchecked: [Unchecked]
    /// Every distinct reference, sorted.
    package let images: [ReportedImage]

    /// - Parameters:
    ///   - today: the day that decides which waivers are in force.
    ///   - baseline: the fingerprints of known findings.
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

/// Collects the distinct images of a run with what is known about them.
struct ImageCollector {
    private struct Entry {
        var image: ReportedImage
        /// The severity of its comparison with the mirror.
        var severity: Severity?
    }

    private var entries: [Entry] = []

    /// Contexts must come sorted by reference. Groups of one image may require different platforms; the worst
    /// comparison is kept.
    mutating func collect(_ context: ImageContext) {
        guard let reference = context.reference else { return }
        let comparison = context.mirror.progress?.comparison
        let severity = comparison?.severity(required: context.required)
        guard let index = entries.indices.last, entries[index].image.reference == reference else {
            let image = ReportedImage(
                reference: reference,
                resolution: context.resolution ?? .failed(ResolutionFailure(.transient, "the registry was not asked")),
                mirror: comparison, pinned: context.pinned)
            entries.append(Entry(image: image, severity: severity))
            return
        }
        if let severity, severity > entries[index].severity ?? .note || entries[index].severity == nil {
            entries[index].image.mirror = comparison
            entries[index].severity = severity
        }
        // A pin that is not good for every group is not offered.
        if entries[index].image.pinned != nil, context.pinned == nil { entries[index].image.pinned = nil }
    }

    /// In the order of collection.
    var images: [ReportedImage] { entries.map(\.image) }
}
