internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// What the walk records: occurrences, and on request the values that were rejected and why.
extension ManifestWalker {
    /// Records an image, unless its scalar was matched before.
    mutating func record(_ candidate: Candidate, _ context: ScanContext) {
        record([candidate], context)
    }

    /// Records what one matcher found. Several images may be in one scalar, or share a tag through an alias.
    mutating func record(_ candidates: [Candidate], _ context: ScanContext) {
        for candidate in candidates.filter({ !matched.contains($0.parts[0].node.index) }) {
            if let occurrence = occurrence(of: candidate, context) { occurrences.append(occurrence) }
            for part in candidate.parts { matched.insert(part.node.index) }
        }
    }

    private mutating func occurrence(of candidate: Candidate, _ context: ScanContext) -> Occurrence? {
        let parts = candidate.parts.map { part in
            // Edits change a scalar of the file, however deeply the value is nested in strings.
            let scalar = origin?.outermost ?? part.node
            return Occurrence.Part(
                role: part.role, range: scalar.range, position: position(of: part, candidate),
                path: path.appending(part.relativePath).description, style: scalar.style,
                text: part.node.text ?? candidate.text, isPortion: candidate.isPortion || origin != nil)
        }
        let container = facts.container(context)
        return Occurrence(
            object: facts.object(context, file: file, document: document), parts: parts, container: container?.name,
            text: candidate.text, reference: candidate.reference,
            matcher: candidate.matcher.rawValue, confidence: confidence(of: candidate, context),
            content: candidate.content, digestKey: candidate.digestKey, scheduling: context.owner.scheduling,
            workload: facts.workload(context), containerFacts: container)
    }

    private func position(of part: Candidate.Part, _ candidate: Candidate) -> SourcePosition {
        if let (position, origin) = candidate.positionInText { return origin.position(of: position) }
        let position = part.node.position
        return origin?.position(of: position) ?? position
    }

    private func confidence(of candidate: Candidate, _ context: ScanContext) -> Occurrence.Confidence {
        if context.isCautious, candidate.content == .image, candidate.matcher != .container { return .possible }
        // Playbooks and pipelines expand variables of their own.
        if context.form == .other, candidate.isName || ImageReference.looksLikeTemplate(candidate.text) {
            return .possible
        }
        // How the document in a string is used is not known.
        return origin != nil && candidate.confidence == .certain ? .likely : candidate.confidence
    }

    // MARK: - Rejected candidates

    /// Notes why a value is not an image, if explanations are wanted.
    mutating func reject(
        _ node: TreeNode, at relativePath: [FieldPath.Component] = [], _ context: ScanContext,
        _ reason: @autoclosure () -> String
    ) {
        guard isExplaining, !node.isNull else { return }
        let object = facts.object(context, file: file, document: document)
        let position = node.position
        let text = node.text.map(Self.firstLine) ?? (node.isMapping ? "{…}" : "[…]")
        rejected.append(
            RejectedCandidate(
                file: file, position: origin?.position(of: position) ?? position, kind: object.kind,
                namespace: object.namespace, name: object.name, path: path.appending(relativePath).description,
                text: text, reason: reason()))
    }

    private static func firstLine(_ text: String) -> String {
        guard let end = text.firstIndex(where: \.isNewline) else { return text }
        return text[..<end] + "…"
    }

    /// Notes why a value is not an image although its key names one.
    mutating func rejectNamed(_ node: TreeNode, _ context: ScanContext) {
        guard isExplaining, let text = node.text else { return }
        let reason: String
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .failure(.invalid(let message)): reason = "not an image reference: \(message)"
        case .failure: reason = "empty, or not an image reference"
        case .success where context.isCautious:
            let cause = context.owner.kind.reason ?? "the kind is read cautiously"
            reason = "\(cause), and the value has no registry host with a tag"
        case .success where node.string == nil: reason = "a number or a boolean"
        case .success where ReferenceHeuristics.namesFile(text): reason = "the name of a file"
        case .success: reason = "a single word; with a path, a tag or a digest it would count as an image"
        }
        reject(node, context, reason)
    }

    /// Notes why no matcher recognised a value whose key mentions an image, or that has a path and a colon.
    mutating func rejectUnmatched(_ node: TreeNode, _ shape: ValueShape, _ context: ScanContext) {
        guard isExplaining, !matched.contains(node.index), context.key.isDisjoint(with: .imageName) else { return }
        if context.key.contains(.mentionsImage) {
            reject(node, context, "the key mentions an image but does not name one")
        } else if shape.mayBeReference, node.text?.contains("://") == false {
            reject(node, context, "a path and a colon, but neither a registry host with a tag nor a digest")
        }
    }
}
