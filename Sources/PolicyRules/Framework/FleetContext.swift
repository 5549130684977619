package import AuditModel
internal import ImageModel
package import PolicyModel

/// What rules about several places see: all of them.
package struct FleetContext: Sendable {
    private let plan: Plan
    package let known: Resolutions

    init(_ plan: Plan, known: Resolutions) {
        self.plan = plan
        self.known = known
    }

    package var policy: Policy { plan.policy }
    package var facts: FleetFacts { plan.facts }

    /// Every place of an image, those that are judged alike beside each other.
    package var places: some Sequence<PlaceContext> {
        plan.groups.lazy.filter { !$0.isWatched }.flatMap { [plan] group in
            group.uses.lazy.map { PlaceContext($0, group.selection, of: plan) }
        }
    }

    /// Whether any place asks for the rule.
    package func isOnSomewhere(_ rule: (some Rule).Type) -> Bool {
        plan.selections.contains { $0.settings.level(of: rule.description) != .off }
    }
}
