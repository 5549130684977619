internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Annotations, and what ConfigMaps and Secrets hold: values whose names are their writers' own.
extension ManifestWalker {
    mutating func visitAnnotations(_ node: TreeNode, _ context: ScanContext) {
        forEachSetting(of: node, context) { walker, name, value in
            walker.visitAnnotation(name, value, among: node, context)
        }
    }

    /// The readable values of a ConfigMap or a Secret.
    mutating func visitConfigData(_ node: TreeNode, _ context: ScanContext) {
        forEachSetting(of: node, context) { walker, name, value in
            walker.visitNamedValue(value, name: name, matcher: .configData, context)
        }
    }

    /// Calls `body` with names and values that the policy leaves to others.
    private mutating func forEachSetting(
        of node: TreeNode, _ context: ScanContext, _ body: (inout ManifestWalker, String, TreeNode) -> Void
    ) {
        for member in node.members {
            guard let name = member.key.text, member.value.isScalar else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if let policy = context.policy {
                takePolicyNode(member.value, policy, context)
                if taken.contains(member.value.index) { continue }
            }
            body(&self, name, member.value)
        }
    }

    private mutating func visitAnnotation(
        _ name: String, _ value: TreeNode, among annotations: TreeNode, _ context: ScanContext
    ) {
        if ImageFieldTable.foreignAnnotations.contains(where: name.hasPrefix) {
            if isExplaining, ValueShape.mentionsImage(value.bytes) {
                reject(value, context, "the annotation echoes other state, or steers a tool")
            }
            return
        }
        let isNamed = KeyTraits.ofImageWord(name).contains(.imageLike)
        if var candidate = VariableMatcher.match(value, name: name, isNamed: isNamed, matcher: .annotation) {
            if !isNamed, candidate.content == .image { candidate.confidence = .possible }
            join(&candidate, name, annotations)
            take(candidate, context)
        } else if ValueShape(value.bytes).mayBeText {
            visitText(value, isText: false, context)
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
}
