internal import AuditModel
internal import ImageModel
internal import PolicyModel
internal import SourceText

/// Gathers violations into findings: one rule, one image, one set of platforms, one severity, in all their places.
struct FindingCollector {
    private struct Key: Hashable {
        let rule: RuleID
        let image: String
        let platforms: [Platform]
        let severity: Severity
        let message: String
        let fix: Fix?
    }

    private struct Entry {
        let key: Key
        let reference: ImageReference?
        var locations: [FindingLocation]
    }

    private var indices: [Key: Int] = [:]
    private var entries: [Entry] = []

    mutating func collect(_ rule: some Rule, _ context: RuleContext, _ places: [AuditSubject]) {
        let description = type(of: rule).description
        guard context.settings.level(of: description) != .off else { return }
        for violation in rule.judge(context) {
            guard let severity = context.severity(of: violation, by: description) else { continue }
            let key = Key(
                rule: description.id, image: context.image,
                platforms: violation.isAboutPlatforms ? context.required : [], severity: severity,
                message: violation.message, fix: violation.fix)
            let locations = places.map { $0.location(of: description.id) }
            if let index = indices[key] {
                entries[index].locations += locations
            } else {
                indices[key] = entries.count
                entries.append(Entry(key: key, reference: context.reference, locations: locations))
            }
        }
    }

    func findings(policy: Policy, today: CalendarDate) -> [Finding] {
        let waivers = Dictionary(grouping: policy.waivers.filter { $0.isInForce(on: today) }, by: \.rule)
        let findings = entries.map { entry in
            let isWaived = waivers[entry.key.rule, default: []].contains {
                $0.covers(rule: entry.key.rule, text: entry.key.image, reference: entry.reference)
            }
            var locations = entry.locations.sorted(by: FindingLocation.isBefore)
            if isWaived {
                for index in locations.indices { locations[index].status = .waived }
            }
            return Finding(
                rule: entry.key.rule, severity: entry.key.severity, message: entry.key.message, image: entry.key.image,
                platforms: entry.key.platforms, locations: locations, fix: entry.key.fix)
        }
        return findings.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if let first = left.locations.first, let second = right.locations.first {
                if FindingLocation.isBefore(first, second) { return true }
                if FindingLocation.isBefore(second, first) { return false }
            }
            return (left.rule, left.image, left.message) < (right.rule, right.image, right.message)
        }
    }
}

extension RuleContext {
    /// Nil when the policy does not want to hear of it.
    func severity(of violation: Violation, by description: RuleDescription) -> Severity? {
        guard var severity = settings.level(of: description).severity else { return nil }
        if let own = violation.severity {
            if own < description.severity {
                severity = min(severity, own)
            } else if settings.rules[description.id] == nil {
                severity = own
            }
        }
        // The scanner was not sure: worth a look, no reason to fail.
        return isPossible ? .note : severity
    }
}

extension FindingLocation {
    /// The order of places: by file, then from top to bottom.
    static func isBefore(_ left: FindingLocation, _ right: FindingLocation) -> Bool {
        let origin = SourcePosition(line: 0, column: 0)
        return (left.file ?? "", left.position ?? origin, left.path ?? "", left.name ?? "")
            < (right.file ?? "", right.position ?? origin, right.path ?? "", right.name ?? "")
    }
}
