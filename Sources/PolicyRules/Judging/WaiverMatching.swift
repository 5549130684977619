internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// Applies waivers to findings, and records which waivers matched.
struct WaiverMatching {
    private struct Entry {
        let number: Int
        let waiver: Waiver
        let isInForce: Bool
    }

    /// The waivers of one rule: those for one repository by its name, and the rest in order.
    private struct RuleWaivers {
        var byRepository: [String: [Entry]] = [:]
        var others: [Entry] = []
    }

    private var byRule: [RuleID: RuleWaivers] = [:]
    /// Those that matched a finding, in force or not, by their index in the policy.
    private(set) var matched: Set<Int> = []

    init(_ waivers: [Waiver], today: CalendarDate) {
        for (number, waiver) in waivers.enumerated() {
            let entry = Entry(number: number, waiver: waiver, isInForce: waiver.isInForce(on: today))
            if case .repository(let name, _) = waiver.image {
                byRule[waiver.rule, default: RuleWaivers()].byRepository[name, default: []].append(entry)
            } else {
                byRule[waiver.rule, default: RuleWaivers()].others.append(entry)
            }
        }
    }

    /// Marks the locations that are waived.
    mutating func apply(
        to locations: inout [PlacedLocation], of rule: RuleID, text: String, reference: ImageReference?,
        affected: [Platform]
    ) {
        guard let ruleWaivers = byRule[rule] else { return }
        let entries = (reference.flatMap { ruleWaivers.byRepository[$0.name] } ?? []) + ruleWaivers.others
        for entry in entries {
            guard entry.waiver.covers(text: text, reference: reference), entry.waiver.covers(platforms: affected)
            else { continue }
            for index in locations.indices where entry.waiver.places.matches(locations[index].place) {
                matched.insert(entry.number)
                if entry.isInForce { locations[index].location.status = .waived }
            }
        }
    }
}
