internal import AuditModel
internal import ImageModel
internal import PolicyModel
internal import SourceText

/// Groups violations into findings: one rule, one image, one set of platforms, one severity, at all their places.
struct FindingCollector {
    private struct Key: Hashable {
        let rule: RuleID
        let image: String
        let platforms: [Platform]
        let severity: Severity
        let message: String
        let affected: [Platform]
        let fix: Fix?
    }

    private struct Entry {
        let key: Key
        let reference: ImageReference?
        var locations: [PlacedLocation]
    }

    private var indices: [Key: Int] = [:]
    private var entries: [Entry] = []

    mutating func collect(_ violations: [Violation], of rule: any ImageRule.Type, _ context: ImageContext) {
        let description = rule.description
        for violation in violations {
            add(
                PlacedViolation(
                    violation, image: context.image, reference: context.reference,
                    locations: context.group.uses.map { PlacedLocation($0, of: description.id) },
                    settings: context.settings,
                    isPossible: context.isPossible), of: description, required: context.required)
        }
    }

    mutating func collect(_ rule: any PlaceRule.Type, _ context: PlaceContext) {
        for violation in rule.judge(context) {
            let description = rule.description
            add(PlacedViolation(violation, of: description.id, at: context), of: description)
        }
    }

    mutating func collect(_ rule: any FleetRule.Type, _ context: FleetContext) {
        for violation in rule.judge(context) { add(violation, of: rule.description) }
    }

    mutating func collect(_ rule: any BookkeepingRule.Type, _ context: BookkeepingContext) {
        for violation in rule.judge(context) { add(violation, of: rule.description) }
    }

    private mutating func add(_ placed: PlacedViolation, of rule: RuleDescription, required: [Platform] = []) {
        let violation = placed.violation
        guard
            let severity = placed.settings.severity(of: violation, by: rule, isPossible: placed.isPossible)
        else { return }
        let key = Key(
            rule: rule.id, image: placed.image, platforms: violation.isAboutPlatforms ? required : [],
            severity: severity, message: violation.message, affected: violation.affected, fix: violation.fix)
        if let index = indices[key] {
            entries[index].locations += placed.locations
        } else {
            indices[key] = entries.count
            entries.append(Entry(key: key, reference: placed.reference, locations: placed.locations))
        }
    }

    /// Marks the locations that are waived, among the findings collected so far.
    mutating func apply(_ waivers: inout WaiverMatching) {
        for index in entries.indices {
            let entry = entries[index]
            waivers.apply(
                to: &entries[index].locations, of: entry.key.rule, text: entry.key.image, reference: entry.reference,
                affected: entry.key.affected)
        }
    }

    /// Marks the locations that are in the baseline and not waived.
    mutating func markKnown(_ fingerprints: Set<String>) {
        if fingerprints.isEmpty { return }
        for index in entries.indices {
            for place in entries[index].locations.indices {
                let location = entries[index].locations[place].location
                if location.status == .active, fingerprints.contains(location.fingerprint) {
                    entries[index].locations[place].location.status = .known
                }
            }
        }
    }

    var findings: [Finding] {
        let findings = entries.map { entry in
            Finding(
                rule: entry.key.rule, severity: entry.key.severity, message: entry.key.message, image: entry.key.image,
                platforms: entry.key.platforms,
                locations: entry.locations.map(\.location).sorted(by: FindingLocation.isBefore), fix: entry.key.fix)
        }
        return findings.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if !left.locations.isEmpty, !right.locations.isEmpty {
                if FindingLocation.isBefore(left.locations[0], right.locations[0]) { return true }
                if FindingLocation.isBefore(right.locations[0], left.locations[0]) { return false }
            }
            return (left.rule, left.image, left.message) < (right.rule, right.image, right.message)
        }
    }
}

extension PolicySettings {
    /// Nil if the rule is off.
    func severity(of violation: Violation, by description: RuleDescription, isPossible: Bool) -> Severity? {
        guard var severity = level(of: description).severity else { return nil }
        if let own = violation.severity {
            if own < description.severity {
                severity = min(severity, own)
            } else if rules[description.id] == nil {
                severity = own
            }
        }
        // The scanner was not sure that this is an image: worth a look, but not a reason to fail.
        return isPossible ? .note : severity
    }
}

extension FindingLocation {
    /// The order of places: by file, then from top to bottom.
    static func isBefore(_ left: FindingLocation, _ right: FindingLocation) -> Bool {
        // One field at a time: tens of thousands of places are compared, and most differ in file or line.
        if left.file != right.file { return (left.file ?? "") < (right.file ?? "") }
        let origin = SourcePosition(line: 0, column: 0)
        if left.position != right.position { return (left.position ?? origin) < (right.position ?? origin) }
        return (left.path ?? "", left.name ?? "") < (right.path ?? "", right.name ?? "")
    }
}
