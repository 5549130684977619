internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Annotations, and what ConfigMaps and Secrets hold: values whose names are their writers' own.
extension ImageWalker {
    mutating func visitAnnotations(_ node: TreeNode, _ context: ScanContext) {
        for member in node.members {
            guard let key = member.key.text, member.value.isScalar else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if let policy = context.policy {
                takePolicyNode(member.value, policy, context)
                if taken.contains(member.value.index) { continue }
            }
            if ImageFieldTable.foreignAnnotations.contains(where: key.hasPrefix) {
                if isExplaining, ValueShape.mentionsImage(member.value.bytes) {
                    pass(over: member.value, context, "the annotation echoes other state, or steers a tool")
                }
                continue
            }
            let isNamed = KeyTraits.ofImageWord(key).contains(.imageLike)
            if var candidate = VariableRule.match(member.value, name: key, isNamed: isNamed, rule: .annotation) {
                if !isNamed, candidate.content == .image { candidate.confidence = .possible }
                join(&candidate, key, node)
                take(candidate, context)
            } else if ValueShape(member.value.bytes).mayBeText {
                visitText(member.value, isText: false, context)
            }
        }
    }

    /// Adds the tag that another annotation holds.
    private func join(_ candidate: inout Candidate, _ key: String, _ annotations: TreeNode) {
        guard let tagKey = ImageFieldTable.annotationTags[key], let reference = try? ImageReference(candidate.text),
            reference.tag == nil, reference.digest == nil
        else { return }
        for member in annotations.members where member.key.text == tagKey {
            guard let tag = member.value.text, (try? ImageReference(candidate.text + ":" + tag)) != nil else { return }
            candidate.text += ":" + tag
            candidate.parts = candidate.parts.map { Candidate.Part(role: .repository, node: $0.node, way: $0.way) }
            candidate.parts.append(Candidate.Part(role: .tag, node: member.value, way: []))
        }
    }

    /// The readable values of a ConfigMap or a Secret.
    mutating func visitConfigData(_ node: TreeNode, _ context: ScanContext) {
        for member in node.members {
            guard let key = member.key.text, member.value.isScalar else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if let policy = context.policy {
                takePolicyNode(member.value, policy, context)
                if taken.contains(member.value.index) { continue }
            }
            visitNamedValue(member.value, name: key, rule: .configData, context)
        }
    }
}
