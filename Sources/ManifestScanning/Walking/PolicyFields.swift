internal import DocumentReading
internal import PolicyModel

/// The rules of a policy that speak of one object.
final class PolicyFields {
    private let rules: [ExtractionRule]
    private let ignored: [ExtractionScope]
    /// How many steps lead to the object.
    private let depth: Int

    /// Nil where none does, which is nearly always.
    init?(_ settings: ExtractionSettings, _ apiVersion: String, _ kind: String, depth: Int) {
        rules = settings.rules.filter { $0.scope.covers(apiVersion: apiVersion, kind: kind) }
        ignored = settings.ignored.filter { $0.covers(apiVersion: apiVersion, kind: kind) }
        self.depth = depth
        if rules.isEmpty, ignored.isEmpty { return nil }
    }

    enum Verdict {
        case ignored
        case image(ExtractionRule.Value)
    }

    /// What is said about the field at the end of a path; to ignore it wins.
    func verdict(_ path: FieldPath) -> Verdict? {
        let steps = path.components.dropFirst(depth).map { component -> FieldPattern.Step in
            switch component {
            case .key(let key): .key(key.text ?? "")
            case .index(let index): .index(index)
            }
        }
        if ignored.contains(where: { $0.path.matches(steps) }) { return .ignored }
        return rules.first { $0.scope.path.matches(steps) }.map { .image($0.value) }
    }
}
