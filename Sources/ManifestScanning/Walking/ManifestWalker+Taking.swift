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
