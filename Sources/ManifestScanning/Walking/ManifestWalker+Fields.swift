internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Images that several fields of a mapping make together.
extension ManifestWalker {
    mutating func takeComposed(_ base: Int, _ all: KeyTraits, _ context: ScanContext) {
        let isPinned = all.isSuperset(of: [.name, .digest]) && !all.contains(.image)
        if context.key.contains(.images), all.contains(.newName) || all.contains(.tag) || isPinned {
            if let candidate = ComposedImage.kustomization(fields[base...]) { take(candidate, context) }
        }
        let isNamed = !context.key.isDisjoint(with: .imageName)
        if !context.isCautious, all.contains(.repository) || (isNamed && !all.isDisjoint(with: [.name, .image])),
            let candidate = ComposedImage.map(
                fields[base...], isNamed: isNamed, isBelowImage: context.isBelowImage, kind: context.kind)
        {
            take(candidate.inRegistry(context.globalRegistry), context)
        } else if isNamed, !all.isDisjoint(with: [.tag, .digest]), let part = fields[base...].scalar(.tag) {
            reject(part.value, way: [.key(part.key)], context, "a tag without a repository names no image")
        }
        if !context.isCautious, !all.isDisjoint(with: [.image, .imageLike, .imageRepository]),
            !all.isDisjoint(with: [.tag, .digest, .partialValue])
        {
            take(ComposedImage.siblings(fields[base...], kind: context.kind), context)
        }
        if all.isSuperset(of: [.identity, .name]) { takeObjectReference(fields[base...], context) }
        if all.isSuperset(of: [.name, .value]) { takeVariable(fields[base...], context) }
        if all.isSuperset(of: [.operation, .path, .value]) { takePatch(fields[base...], context) }
    }

    /// `{name: X_IMAGE, value: …}`: one image, or a text with several.
    private mutating func takeVariable(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard let name = fields.scalar(.name)?.text, let field = fields.scalar(.value) else { return }
        path.components.append(.key(field.key))
        defer { path.components.removeLast() }
        visitNamedValue(field.value, name: name, matcher: .variable, context)
    }

    /// `{op: replace, path: /spec/template/spec/containers/0/image, value: …}`.
    private mutating func takePatch(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard let target = fields.scalar(.path)?.text?.split(separator: "/").last, KeyWords(target).namesImage,
            let value = fields.scalar(.value), let text = value.text, (try? ImageReference(text)) != nil,
            StrongReference.isTelling(text)
        else { return }
        take(Candidate(value.value, way: [.key(value.key)], text: text, matcher: .patch, confidence: .likely), context)
    }

    /// `{kind: DockerImage, name: …}`: OpenShift's references to what lies outside of the cluster.
    private mutating func takeObjectReference(_ fields: ArraySlice<MappingField>, _ context: ScanContext) {
        guard fields.contains(where: { $0.key.isText("kind") && $0.value.isText("DockerImage") }),
            let name = fields.scalar(.name), let text = name.text
        else { return }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template):
            take(
                Candidate(name.value, way: [.key(name.key)], text: text, matcher: .imageObject, confidence: .certain),
                context)
        case .failure: return
        }
    }
}
