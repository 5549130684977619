package import AuditModel
internal import ImageModel
internal import MirrorChecking
package import PolicyModel

/// Everything that a run has to judge. Pure: answers go in (`informed(by:)`) and open inquiries come out, until none is
/// left.
package final class Plan: Sendable {
    let policy: Policy
    let options: PlanOptions
    let facts: FleetFacts
    /// In the order of their first uses.
    let groups: [ImageGroup]
    /// Indices into `groups`, sorted by reference; text that is not a reference comes first.
    let groupsByReference: [Int]
    /// The overrides that apply somewhere, by their index in the policy.
    let matchedOverrides: Set<Int>
    /// One for each distinct set of overrides that applies somewhere.
    let selections: [RuleSelection]

    package init(
        _ uses: [ImageUse], policy: Policy, options: PlanOptions = PlanOptions(), facts: FleetFacts = FleetFacts()
    ) {
        self.policy = policy
        self.facts = facts
        self.options = options
        var selections = RuleSelections(policy)
        groups = Self.groups(of: uses, &selections, policy)
        groupsByReference = Self.sorted(groups)
        matchedOverrides = selections.usedOverrides
        self.selections = Array(selections.all)
    }

    package convenience init(_ inventory: Inventory, policy: Policy, options: PlanOptions = PlanOptions()) {
        self.init(
            inventory.images.map { ImageUse($0) } + policy.watch.map { ImageUse($0) }, policy: policy,
            options: options, facts: inventory.facts)
    }

    package func informed(by known: Resolutions) -> InformedPlan { InformedPlan(self, known: known) }

    func context(for group: ImageGroup, known: Resolutions) -> ImageContext {
        ImageContext(group, of: self, known: known, mirror: mirrorRole(of: group, known: known))
    }

    private func mirrorRole(of group: ImageGroup, known: Resolutions) -> MirrorRole {
        guard let reference = group.reference else { return .unrelated }
        if let upstream = group.upstream {
            let progress = MirrorCheck.progress(
                ofMirrored: reference, upstream: upstream, required: group.required, known: known)
            return .mirrored(upstream: upstream, progress)
        }
        guard policy.contract.preferMirror, let counterpart = group.counterpart else { return .unrelated }
        let progress = MirrorCheck.progress(
            ofUpstream: reference, counterpart: counterpart, required: group.required, known: known)
        return .upstream(counterpart: counterpart, progress)
    }

    // MARK: - Groups

    private static func groups(
        of uses: [ImageUse], _ selections: inout RuleSelections, _ policy: Policy
    ) -> [ImageGroup] {
        var indices: [ImageGroup.Key: Int] = [:]
        var parts: [(key: ImageGroup.Key, uses: [ImageUse])] = []
        for use in uses {
            let key = ImageGroup.Key(use, selections.selection(for: use))
            if let index = indices[key] {
                parts[index].uses.append(use)
            } else {
                indices[key] = parts.count
                parts.append((key, [use]))
            }
        }
        guard let names = MirrorNames(policy) else {
            return parts.map { ImageGroup($0.key, $0.uses, policy, counterpart: nil, upstream: nil) }
        }
        let counterparts = parts.map { $0.key.reference.flatMap(names.counterpart(of:)) }
        // The upstream images of this run, by their name in the mirror: they tell what a base name is a copy of.
        var upstreamImages: [String: [ImageReference]] = [:]
        for (part, counterpart) in zip(parts, counterparts) {
            guard let reference = part.key.reference, let counterpart else { continue }
            upstreamImages[counterpart.name, default: []].append(reference)
        }
        return zip(parts, counterparts).map { part, counterpart in
            let mirrored = part.key.reference.flatMap { names.isMirrored($0) ? $0 : nil }
            return ImageGroup(
                part.key, part.uses, policy, counterpart: counterpart,
                upstream: mirrored.flatMap { names.upstream(of: $0, among: upstreamImages[$0.name] ?? []) })
        }
    }

    private static func sorted(_ groups: [ImageGroup]) -> [Int] {
        groups.indices.sorted { left, right in
            guard let right = groups[right].reference else { return false }
            guard let left = groups[left].reference else { return true }
            return left < right
        }
    }
}

/// What a command wants to know beyond what the policy asks for.
package struct PlanOptions: Sendable, Hashable {
    /// How deep each image's own resolution goes.
    package var depth: VerificationDepth
    /// Whether pinned references are compared with what their tag currently resolves to.
    package var asksForDrift: Bool
    /// Whether the inputs are the whole fleet: only then can waivers and overrides be reported as unused.
    package var isFullFleet: Bool

    package init(depth: VerificationDepth = .index, asksForDrift: Bool = false, isFullFleet: Bool = false) {
        self.depth = depth
        self.asksForDrift = asksForDrift
        self.isFullFleet = isFullFleet
    }
}
