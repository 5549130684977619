internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import PolicyModel

/// The extraction rules of a policy that apply to one object.
final class PolicyFields {
    private let rules: [ExtractionRule]
    private let ignored: [ExtractionScope]
    /// How many path components lead to the object.
    private let depth: Int

    /// Nil if no rule applies, as is usual.
    init?(_ settings: ExtractionSettings, _ apiVersion: String, _ kind: String, depth: Int) {
        rules = settings.rules.filter { $0.scope.covers(apiVersion: apiVersion, kind: kind) }
        ignored = settings.ignored.filter { $0.covers(apiVersion: apiVersion, kind: kind) }
        self.depth = depth
        if rules.isEmpty, ignored.isEmpty { return nil }
    }

    enum Treatment {
        case ignored
        case image(ExtractionRule.Value)
    }

    /// How the field at `path` is read; nil if no rule names it. `ignored` wins over a rule.
    func treatment(at path: FieldPath) -> Treatment? {
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

extension ManifestWalker {
    /// Applies the policy to the members of a mapping. The policy goes before all other matchers.
    mutating func matchPolicyFields(from base: Int, _ policy: PolicyFields, _ context: ScanContext) {
        for index in base..<fields.count {
            path.components.append(.key(fields[index].key))
            matchPolicyNode(fields[index].value, policy, context)
            path.components.removeLast()
        }
    }

    /// Applies the policy to an element of a list; true if the element needs no further look.
    mutating func matchPolicyElement(
        _ element: TreeNode, _ index: Int, _ policy: PolicyFields, _ context: ScanContext
    ) -> Bool {
        path.components.append(.index(index))
        defer { path.components.removeLast() }
        matchPolicyNode(element, policy, context)
        return matched.contains(element.index)
    }

    mutating func matchPolicyNode(_ node: TreeNode, _ policy: PolicyFields, _ context: ScanContext) {
        switch policy.treatment(at: path) {
        case nil: return
        case .ignored: reject(node, context, "ignored by the policy")
        case .image(.reference):
            guard let text = node.text, !node.isNull else { return }
            record(Candidate(node, text: text, matcher: .policy, confidence: .certain), context)
        case .image(.map):
            guard node.isMapping else { return }
            let members = node.members.map { MappingField(key: $0.key, value: $0.value, traits: KeyTraits.of($0.key)) }
            guard var candidate = ComposedImage.map(members[...], isNamed: true, kind: context.kind) else { return }
            candidate.matcher = .policy
            record(candidate, context)
        case .image(.yaml):
            guard node.isScalar else { return }
            visitText(node, isText: false, isNamed: true, context)
        case .image(.lines):
            guard let text = node.text else { return }
            let origin = TextOrigin(node, in: nil)
            let candidates = TextMatcher.imagePerLine(in: text).map { match in
                var candidate = Candidate(
                    node, text: match.text, matcher: .policy, confidence: .certain, isPortion: true)
                candidate.positionInText = (match.position, origin)
                return candidate
            }
            record(candidates, context)
        }
        matched.insert(node.index)
    }
}
