package import AuditModel
internal import ImageModel
internal import MirrorChecking
package import PolicyModel

/// What a run has to judge. Pure: answers go in (`informed(by:)`), what must be known comes out, until nothing of it is
/// open. One instance, which everything that is judged refers to.
package final class Plan: Sendable {
    /// Places that are judged alike.
    struct Group: Sendable {
        let subject: ImageGroup
        var places: [ImageUse]
        /// The mirror's name for an image that is named upstream, whether the mirror is preferred or not.
        var counterpart: ImageReference?
        /// What an image of the mirror is a copy of, as far as the policy or another image of this run tells.
        var upstream: ImageReference?
    }

    let policy: Policy
    let options: PlanOptions
    let facts: FleetFacts
    /// In the order of their first places.
    let groups: [Group]
    /// Their positions, by reference: what is asked and reported is sorted once.
    let groupsByReference: [Int]
    /// The overrides that apply somewhere, by their place in the policy.
    let matchedOverrides: Set<Int>
    /// What is asked for somewhere, each once.
    let selections: [RuleSelection]

    package init(
        _ subjects: [ImageUse], policy: Policy, options: PlanOptions = PlanOptions(),
        facts: FleetFacts = FleetFacts()
    ) {
        self.policy = policy
        self.facts = facts
        self.options = options
        var catalogue = RuleSelections(policy)
        var groups = Self.grouped(subjects, &catalogue, policy)
        if let names = MirrorNames(policy) { Self.findNames(of: &groups, names) }
        self.groups = groups
        self.groupsByReference = Self.sorted(groups)
        self.matchedOverrides = catalogue.used
        self.selections = Array(catalogue.selections)
    }

    package convenience init(_ inventory: Inventory, policy: Policy, options: PlanOptions = PlanOptions()) {
        self.init(
            inventory.images.map { ImageUse($0) } + policy.watch.map { ImageUse($0) }, policy: policy,
            options: options, facts: inventory.facts)
    }

    package func informed(by known: Resolutions) -> InformedPlan { InformedPlan(self, known: known) }

    func context(for group: Group, known: Resolutions) -> ImageContext {
        ImageContext(
            group.subject, of: self, known: known, mirror: standing(of: group, known: known),
            nameInMirror: policy.denied.isEmpty ? nil : group.counterpart)
    }

    private func standing(of group: Group, known: Resolutions) -> MirrorRole {
        guard let reference = group.subject.reference else { return .unrelated }
        let required = group.subject.required
        if let upstream = group.upstream {
            let progress = MirrorCheck.progress(
                ofMirrored: reference, upstream: upstream, required: required, known: known)
            return .mirrored(upstream: upstream, progress)
        }
        guard policy.contract.preferMirror, let counterpart = group.counterpart else { return .unrelated }
        let progress = MirrorCheck.progress(
            ofUpstream: reference, counterpart: counterpart, required: required, known: known)
        return .upstream(counterpart: counterpart, progress)
    }

    private static func findNames(of groups: inout [Group], _ names: MirrorNames) {
        // Upstream references of this run, by the mirror's name for them: they tell where a base name comes from.
        var upstreamNames: [String: [ImageReference]] = [:]
        for index in groups.indices {
            guard let reference = groups[index].subject.reference, let mirrored = names.counterpart(of: reference)
            else { continue }
            groups[index].counterpart = mirrored
            upstreamNames[mirrored.name, default: []].append(reference)
        }
        for index in groups.indices {
            guard let reference = groups[index].subject.reference, names.isMirrored(reference) else { continue }
            groups[index].upstream = names.upstream(of: reference, among: upstreamNames[reference.name] ?? [])
        }
    }

    /// What is no reference comes first, as it comes.
    private static func sorted(_ groups: [Group]) -> [Int] {
        groups.indices.sorted { left, right in
            guard let right = groups[right].subject.reference else { return false }
            guard let left = groups[left].subject.reference else { return true }
            return left < right
        }
    }

    private static func grouped(
        _ subjects: [ImageUse], _ catalogue: inout RuleSelections, _ policy: Policy
    ) -> [Group] {
        var indices: [ImageGroup.Key: Int] = [:]
        var groups: [Group] = []
        for subject in subjects {
            let key = ImageGroup.Key(subject, catalogue.selection(for: subject))
            if let index = indices[key] {
                groups[index].places.append(subject)
            } else {
                indices[key] = groups.count
                groups.append(Group(subject: ImageGroup(subject, key, policy), places: [subject]))
            }
        }
        return groups
    }
}

/// What a command wants to know beyond what the policy asks for.
package struct PlanOptions: Sendable, Hashable {
    /// How deep each image's own resolution goes.
    package var depth: VerificationDepth
    /// Whether pinned references are compared with what their tag names by now.
    package var asksForDrift: Bool
    /// Whether everything that the policy speaks of is audited: then a waiver or an override that nothing needs is worth
    /// a word.
    package var isFullFleet: Bool

    package init(depth: VerificationDepth = .index, asksForDrift: Bool = false, isFullFleet: Bool = false) {
        self.depth = depth
        self.asksForDrift = asksForDrift
        self.isFullFleet = isFullFleet
    }
}
