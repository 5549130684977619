internal import AuditModel
internal import DocumentReading
internal import ImageModel
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

extension ManifestWalker {
    /// What the policy says about members of a mapping comes before all that is known by itself.
    mutating func takePolicyFields(_ base: Int, _ policy: PolicyFields, _ context: ScanContext) {
        for index in base..<fields.count {
            path.components.append(.key(fields[index].key))
            takePolicyNode(fields[index].value, policy, context)
            path.components.removeLast()
        }
    }

    /// The same for an element of a list; true where nothing is left to look at.
    mutating func takePolicyElement(
        _ element: TreeNode, _ index: Int, _ policy: PolicyFields, _ context: ScanContext
    ) -> Bool {
        path.components.append(.index(index))
        defer { path.components.removeLast() }
        takePolicyNode(element, policy, context)
        return taken.contains(element.index)
    }

    mutating func takePolicyNode(_ node: TreeNode, _ policy: PolicyFields, _ context: ScanContext) {
        switch policy.verdict(path) {
        case nil: return
        case .ignored: reject(node, context, "the policy says to ignore it")
        case .image(.reference):
            guard let text = node.text, !node.isNull else { return }
            take(Candidate(node, text: text, matcher: .policy, confidence: .certain), context)
        case .image(.map):
            guard node.isMapping else { return }
            let members = node.members.map { MappingField(key: $0.key, value: $0.value, traits: KeyTraits.of($0.key)) }
            guard var candidate = ComposedImage.map(members[...], isNamed: true, kind: context.kind) else { return }
            candidate.matcher = .policy
            take(candidate, context)
        case .image(.yaml):
            guard node.isScalar else { return }
            visitText(node, isText: false, isNamed: true, context)
        case .image(.lines):
            guard let text = node.text else { return }
            let origin = TextOrigin(node, in: nil)
            take(TextMatcher.lines(of: text).map { Candidate($0, in: node, origin) }, context)
        }
        taken.insert(node.index)
    }
}

extension Candidate {
    fileprivate init(_ find: TextMatcher.Find, in node: TreeNode, _ origin: TextOrigin) {
        self.init(node, text: find.text, matcher: .policy, confidence: .certain, isPortion: true)
        inner = (find.position, origin)
    }
}
