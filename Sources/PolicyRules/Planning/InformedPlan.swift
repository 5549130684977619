package import AuditModel

/// A plan with the answers of registries so far. What the rules see of each group is computed once, for inquiries and
/// judgement alike.
package struct InformedPlan: Sendable {
    let plan: Plan
    package let known: Resolutions
    /// One for each of the plan's groups, in their order.
    let contexts: [ImageContext]

    init(_ plan: Plan, known: Resolutions) {
        self.plan = plan
        self.known = known
        contexts = plan.groups.mapSlices { groups in
            groups.map { plan.context(for: $0, known: known) }
        }.flatMap(\.self)
    }

    /// Sorted by reference.
    var contextsByReference: some Sequence<ImageContext> {
        plan.groupsByReference.lazy.map { [contexts] in contexts[$0] }
    }

    /// For each of `contextsByReference` the rules that it violates.
    var violations: [[(rule: any ImageRule.Type, violations: [Violation])]] {
        plan.groupsByReference.mapSlices { [contexts] indices in
            indices.map { index in
                contexts[index].group.rules.compactMap { rule in
                    let violations = rule.judge(contexts[index])
                    return violations.isEmpty ? nil : (rule, violations)
                }
            }
        }.flatMap(\.self)
    }

    /// Everything that must be known, as far as the answers so far tell; inquiries that are answered are included.
    package var inquiries: [Inquiry] {
        var inquiries: [Inquiry] = []
        inquiries.reserveCapacity(contexts.count)
        for context in contextsByReference {
            guard let reference = context.reference else { continue }
            // No platforms in an inquiry would mean all of them.
            inquiries.append(
                Inquiry(
                    reference, depth: context.required.isEmpty ? .index : plan.options.depth,
                    platforms: context.required))
            if plan.options.asksForDrift, let tagReference = context.tagReference {
                inquiries.append(Inquiry(tagReference))
            }
            for rule in context.group.rules { inquiries += rule.inquiries(context) }
        }
        return inquiries
    }
}
