internal import AuditModel
internal import DocumentReading

extension SchedulingConstraint {

    /// What a pod template (or another mapping with the same fields) says about its nodes; nil when it says nothing.
    init?(podTemplate node: TreeNode) {
        let selector = node["nodeSelector"]
        let required = node.at(
            "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
        guard selector?.isMapping == true || required?.isSequence == true else { return nil }

        var base = Alternative()
        for member in selector.map({ Array($0.members) }) ?? [] {
            guard let label = member.key.text, let value = member.value.text else { continue }
            base.require(label, Values(allowed: [value]))
        }
        var alternatives: [Alternative] = []
        for term in required.map({ Array($0.elements) }) ?? [] {
            var alternative = base
            for expression in term["matchExpressions"].map({ Array($0.elements) }) ?? [] {
                guard let label = expression["key"]?.text, let operation = expression["operator"]?.text else {
                    continue
                }
                let values = Set(expression["values"]?.elements.compactMap(\.text) ?? [])
                switch operation {
                case "In": alternative.require(label, Values(allowed: values))
                case "NotIn": alternative.require(label, Values(refused: values))
                default: break
                }
            }
            alternatives.append(alternative)
        }
        self.init(alternatives: alternatives.isEmpty ? [base] : alternatives)
    }
}

extension SchedulingConstraint.Alternative {
    fileprivate mutating func require(_ label: String, _ values: SchedulingConstraint.Values) {
        switch label {
        case "kubernetes.io/arch", "beta.kubernetes.io/arch": architectures = architectures.intersected(with: values)
        case "kubernetes.io/os", "beta.kubernetes.io/os": operatingSystems = operatingSystems.intersected(with: values)
        default: break
        }
    }
}
