internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

extension ManifestWalker {
    /// Makes an occurrence of what a matcher found, unless another took it before.
    mutating func take(_ candidate: Candidate, _ context: ScanContext) {
        guard isFree(candidate) else { return }
        if let occurrence = occurrence(of: candidate, context) { occurrences.append(occurrence) }
        for part in candidate.parts { taken.insert(part.node.index) }
    }

    /// The same for all that one matcher found: several images may stand in one scalar, or share a tag through an alias.
    mutating func take(_ candidates: [Candidate], _ context: ScanContext) {
        for candidate in candidates.filter({ isFree($0) }) {
            if let occurrence = occurrence(of: candidate, context) { occurrences.append(occurrence) }
            for part in candidate.parts { taken.insert(part.node.index) }
        }
    }

    private func isFree(_ candidate: Candidate) -> Bool {
        !taken.contains(candidate.parts[0].node.index)
    }

    private mutating func occurrence(of candidate: Candidate, _ context: ScanContext) -> Occurrence? {
        let parts = candidate.parts.map { part in
            // What is edited is the file's scalar, however many strings deep the value stands.
            let scalar = origin?.outermost ?? part.node
            return Occurrence.Part(
                role: part.role, range: scalar.range, position: position(of: part, candidate),
                path: path.appending(part.way).description, style: scalar.style,
                text: part.node.text ?? candidate.text, isPortion: candidate.isPortion || origin != nil)
        }
        let container = facts.container(context)
        return Occurrence(
            object: facts.object(context, file: file, document: document), parts: parts, container: container?.name,
            text: candidate.text, reference: candidate.reference,
            source: candidate.matcher.rawValue, confidence: confidence(of: candidate, context),
            content: candidate.content, digestKey: candidate.digestKey, scheduling: context.owner.scheduling,
            workload: facts.workload(context), containerFacts: container)
    }

    private func position(of part: Candidate.Part, _ candidate: Candidate) -> SourcePosition {
        if let (position, origin) = candidate.inner { return origin.position(of: position) }
        let position = part.node.position
        return origin?.position(of: position) ?? position
    }

    private func confidence(of candidate: Candidate, _ context: ScanContext) -> Occurrence.Confidence {
        if context.isCautious, candidate.content == .image, candidate.matcher != .container { return .possible }
        // Playbooks and pipelines fill in their variables by themselves.
        if context.form == .other, candidate.isName || ImageReference.looksLikeTemplate(candidate.text) {
            return .possible
        }
        // What becomes of a document in a string is not known for sure.
        return origin != nil && candidate.confidence == .certain ? .likely : candidate.confidence
    }
}

extension ManifestWalker {
    /// Notes why a value was not taken, where somebody wants to know.
    mutating func reject(
        _ node: TreeNode, way: [FieldPath.Component] = [], _ context: ScanContext,
        _ reason: @autoclosure () -> String
    ) {
        guard isExplaining, !node.isNull else { return }
        let object = facts.object(context, file: file, document: document)
        let here = node.position
        let text = node.text.map(Self.firstLine) ?? (node.isMapping ? "{…}" : "[…]")
        rejected.append(
            RejectedCandidate(
                file: file, position: origin?.position(of: here) ?? here, kind: object.kind,
                namespace: object.namespace, name: object.name,
                path: path.appending(way).description, text: text, reason: reason()))
    }

    private static func firstLine(_ text: String) -> String {
        guard let end = text.firstIndex(where: \.isNewline) else { return text }
        return text[..<end] + "…"
    }

    /// Why a value under a key that names an image was left alone.
    mutating func rejectNamed(_ node: TreeNode, way: [FieldPath.Component] = [], _ context: ScanContext) {
        guard isExplaining, let text = node.text else { return }
        let reason: String
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .failure(.invalid(let message)): reason = "it is no reference: \(message)"
        case .failure: reason = "it is empty, or no reference"
        case .success where context.isCautious:
            reason = "\(context.owner.kind.reason ?? "its kind is read with care"), and the value has no host and tag"
        case .success where node.string == nil: reason = "it is a number or a boolean"
        case .success where StrongReference.namesFile(text): reason = "it names a file"
        case .success: reason = "a lone word may be anything; a path, a tag or a digest would make it an image"
        }
        reject(node, way: way, context, reason)
    }

    /// Values that nobody took, at the end: the key speaks of an image, or the value has a path and a colon.
    mutating func rejectUntaken(_ node: TreeNode, _ shape: ValueShape, _ context: ScanContext) {
        guard isExplaining, !taken.contains(node.index), context.key.isDisjoint(with: .imageName) else { return }
        if context.key.contains(.mentionsImage) {
            if case .key(let key) = path.components.last, ImageFieldTable.commonKeys.contains(key.text ?? "") { return }
            reject(node, context, "the key speaks of an image, but is no name of one")
        } else if shape.mayBeReference, node.text?.contains("://") == false {
            reject(node, context, "it has a path and a colon, but no registry's host with a tag, and no digest")
        }
    }
}
