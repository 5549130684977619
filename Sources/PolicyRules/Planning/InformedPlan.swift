package import AuditModel

/// A plan with what registries said so far: what rules see of each image is made once, for those that ask and those that
/// judge.
package struct InformedPlan: Sendable {
    let plan: Plan
    package let known: Resolutions
    /// What rules see of each of the plan's groups, beside them.
    let contexts: [ImageContext]

    init(_ plan: Plan, known: Resolutions) {
        self.plan = plan
        self.known = known
        contexts = plan.groups.mapSlices { groups in
            groups.map { plan.context(for: $0, known: known) }
        }.flatMap(\.self)
    }

    /// Sorted by reference.
    var cases: some Sequence<(group: Plan.Group, context: ImageContext)> {
        plan.groupsByReference.lazy.map { [plan, contexts] in (plan.groups[$0], contexts[$0]) }
    }

    /// What the rules that are on there have against each of `cases`, beside them; rules without an objection are left
    /// out.
    var objections: [[(rule: any ImageRule.Type, violations: [Violation])]] {
        plan.groupsByReference.mapSlices { [plan, contexts] positions in
            positions.map { position in
                plan.groups[position].subject.rules.compactMap { rule in
                    let violations = rule.judge(contexts[position])
                    return violations.isEmpty ? nil : (rule, violations)
                }
            }
        }.flatMap(\.self)
    }

    /// What must be known, as far as can be told by now; what is answered already is there as well.
    package var inquiries: [Inquiry] {
        var inquiries: [Inquiry] = []
        inquiries.reserveCapacity(contexts.count)
        for (group, context) in cases {
            guard let reference = context.reference else { continue }
            // No platforms in an inquiry would mean all of them.
            inquiries.append(
                Inquiry(
                    reference, depth: context.required.isEmpty ? .index : plan.options.depth,
                    platforms: context.required))
            if plan.options.asksForDrift, let tagReference = context.tagReference {
                inquiries.append(Inquiry(tagReference))
            }
            for rule in group.subject.rules { inquiries += rule.inquiries(context) }
        }
        return inquiries
    }
}
