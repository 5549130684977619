internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Images that several fields of a mapping make together.
extension ManifestWalker {
    /// Matches the mapping whose members start at `base`; `all` are the traits of all its keys.
    mutating func matchFields(from base: Int, _ all: KeyTraits, _ context: ScanContext) {
        let isPinned = all.isSuperset(of: [.name, .digest]) && !all.contains(.image)
        if context.key.contains(.images), all.contains(.newName) || all.contains(.tag) || isPinned,
            let candidate = ComposedImage.kustomization(fields[base...])
        {
            record(candidate, context)
        }
        let isNamed = !context.key.isDisjoint(with: .imageName)
        if !context.isCautious, all.contains(.repository) || (isNamed && !all.isDisjoint(with: [.name, .image])),
            let candidate = ComposedImage.map(
                fields[base...], isNamed: isNamed, isBelowImage: context.isBelowImage, kind: context.kind)
        {
            record(candidate.inRegistry(context.globalRegistry), context)
        } else if isNamed, !all.isDisjoint(with: [.tag, .digest]), let part = fields[base...].scalar(.tag) {
            reject(part.value, at: [.key(part.key)], context, "a tag without a repository")
        }
        if !context.isCautious, !all.isDisjoint(with: [.image, .imageLike, .imageRepository]),
            !all.isDisjoint(with: [.tag, .digest, .partialValue])
        {
            record(ComposedImage.siblings(fields[base...], kind: context.kind), context)
        }
        if all.isSuperset(of: [.identity, .name]) { matchObjectReference(fields[base...], context) }
        if all.isSuperset(of: [.name, .value]) { matchVariable(fields[base...], context) }
        if all.isSuperset(of: [.operation, .path, .value]) { matchPatch(fields[base...], context) }
    }

    /// `{name: X_IMAGE, value: …}`: one image, or a text with several.
    private mutating func matchVariable(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard let name = fields.scalar(.name), let field = fields.scalar(.value) else { return }
        path.components.append(.key(field.key))
        defer { path.components.removeLast() }
        matchNamedValue(field.value, name: name.value, matcher: .variable, context)
    }

    /// `{op: replace, path: /spec/template/spec/containers/0/image, value: …}`.
    private mutating func matchPatch(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard let target = fields.scalar(.path)?.text?.split(separator: "/").last, KeyWords(target).namesImage,
            let value = fields.scalar(.value), let text = value.text, (try? ImageReference(text)) != nil,
            ReferenceHeuristics.isDistinctive(text)
        else { return }
        record(
            Candidate(value.value, at: [.key(value.key)], text: text, matcher: .patch, confidence: .likely), context)
    }

    /// `{kind: DockerImage, name: …}`: OpenShift's reference to an image outside of the cluster.
    private mutating func matchObjectReference(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard fields.contains(where: { $0.key.isText("kind") && $0.value.isText("DockerImage") }),
            let name = fields.scalar(.name), let text = name.text
        else { return }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template):
            record(
                Candidate(name.value, at: [.key(name.key)], text: text, matcher: .imageObject, confidence: .certain),
                context)
        case .failure: return
        }
    }
}
