package import AuditModel
internal import ImageModel
package import PolicyModel

/// What fleet rules see: all uses of images, and the other facts of the inventory.
package struct FleetContext: Sendable {
    private let plan: Plan
    package let known: Resolutions

    init(_ plan: Plan, known: Resolutions) {
        self.plan = plan
        self.known = known
    }

    package var policy: Policy { plan.policy }
    package var facts: FleetFacts { plan.facts }

    /// Every use of an image in a manifest or on the command line, group by group.
    package var places: some Sequence<PlaceContext> {
        plan.groups.lazy.filter { !$0.isWatched }.flatMap { [plan] group in
            group.uses.lazy.map { PlaceContext($0, group.selection, of: plan) }
        }
    }

    /// Whether the rule is on at any place.
    package func isOnSomewhere(_ rule: (some Rule).Type) -> Bool {
        plan.selections.contains { $0.settings.level(of: rule.description) != .off }
    }
}
