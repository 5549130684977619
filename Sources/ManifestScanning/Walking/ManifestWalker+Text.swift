internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Strings: annotations, the values of ConfigMaps and Secrets, and the documents and scripts inside of them.
extension ManifestWalker {
    mutating func visitAnnotations(_ node: TreeNode, _ context: ScanContext) {
        forEachSetting(of: node, context) { walker, name, value in
            walker.visitAnnotation(name, value, among: node, context)
        }
    }

    /// Visits the readable values of a ConfigMap or a Secret.
    mutating func visitConfigData(_ node: TreeNode, _ context: ScanContext) {
        forEachSetting(of: node, context) { walker, name, value in
            walker.matchNamedValue(value, name: name, matcher: .configData, context)
        }
    }

    /// Calls `body` with the names and values on which the policy has no verdict.
    private mutating func forEachSetting(
        of node: TreeNode, _ context: ScanContext, _ body: (inout ManifestWalker, TreeNode, TreeNode) -> Void
    ) {
        for member in node.members {
            guard member.key.isScalar, member.value.isScalar else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if let policy = context.policy {
                matchPolicyNode(member.value, policy, context)
                if matched.contains(member.value.index) { continue }
            }
            body(&self, member.key, member.value)
        }
    }

    private mutating func visitAnnotation(
        _ key: TreeNode, _ value: TreeNode, among annotations: TreeNode, _ context: ScanContext
    ) {
        let shape = ValueShape(value.bytes)
        let mentionsImage = ValueShape.mentionsImage(key.bytes)
        guard mentionsImage || shape.mayBeReference || shape.mayBeText || isExplaining, let name = key.text else {
            return
        }
        if ImageFieldTable.ignoredAnnotations.contains(where: name.hasPrefix) {
            if isExplaining, ValueShape.mentionsImage(value.bytes) {
                reject(value, context, "an annotation that repeats other state or configures a tool")
            }
            return
        }
        let isNamed = mentionsImage && KeyTraits.ofKey(mentioningImage: name).contains(.imageLike)
        if var candidate = VariableMatcher.match(value, name: name, isNamed: isNamed, matcher: .annotation) {
            if !isNamed, candidate.content == .image { candidate.confidence = .possible }
            addTag(to: &candidate, of: name, annotations)
            record(candidate, context)
        } else if shape.mayBeText {
            visitText(value, isText: false, context)
        }
    }

    /// Adds the tag that is in another annotation.
    private func addTag(to candidate: inout Candidate, of name: String, _ annotations: TreeNode) {
        guard let tagKey = ImageFieldTable.annotationTags[name], let reference = try? ImageReference(candidate.text),
            reference.tag == nil, reference.digest == nil
        else { return }
        for member in annotations.members where member.key.text == tagKey {
            guard let tag = member.value.text, (try? ImageReference(candidate.text + ":" + tag)) != nil else { return }
            candidate.text += ":" + tag
            candidate.parts = candidate.parts.map {
                Candidate.Part(role: .repository, node: $0.node, relativePath: $0.relativePath)
            }
            candidate.parts.append(Candidate.Part(role: .tag, node: member.value, relativePath: []))
        }
    }

    // MARK: - Documents and text in strings

    /// How deeply nested strings are read.
    private static let maximumLevel = 3

    /// Reads a string that may hold documents, a script or a table. Documents are walked like any other; text that is
    /// not a document is searched for lines and words.
    ///
    /// - Parameters:
    ///   - isText: whether words count in text that does not parse.
    ///   - isNamed: whether the name of the string says that it holds images.
    mutating func visitText(_ node: TreeNode, isText: Bool, isNamed: Bool = false, _ context: ScanContext) {
        let bytes = node.bytes
        let mentionsImage = ValueShape.mentionsImage(bytes)
        guard
            mentionsImage || isNamed
                || ValueShape(bytes).hasPathAndVersion && ReferenceHeuristics.mayHoldQualified(bytes),
            (origin?.level ?? 0) < Self.maximumLevel
        else { return }
        let origin = TextOrigin(node, in: origin)
        let object = facts.object(context, file: file, document: document)
        let workload = facts.workload(context)
        var hasDocument = false
        var hasFailure = false
        var found: [Occurrence] = []
        var notFound: [RejectedCandidate] = []
        let isExplaining = isExplaining
        let prefix = path.description + "»"
        DocumentReader.forEachDocument(in: origin.text) { number, document in
            guard case .success(let tape) = document else {
                hasFailure = true
                return
            }
            guard let root = tape.root, root.isMapping || root.isSequence else { return }
            hasDocument = true
            var walker = ManifestWalker(
                file: file, document: self.document, origin: origin, prefix: prefix + (number == 0 ? "" : "[\(number)]")
            )
            walker.isExplaining = isExplaining
            walker.facts.fixedObject = object
            walker.facts.fixedWorkload = workload
            walker.walk(embedded: root, context)
            found += walker.occurrences
            notFound += walker.rejected
        }
        occurrences += found
        rejected += notFound
        if hasDocument, !hasFailure { return }
        guard isText || mentionsImage else { return }
        matchText(node, origin, isText: isText, isNamed: isNamed, context, except: Set(found.map(\.position.line)))
    }

    /// Walks a document in a string of `context`'s object.
    private mutating func walk(embedded root: TreeNode, _ outer: ScanContext) {
        var context = outer
        context.form = DocumentForm(ofDocumentIn: "", root: root)
        context.key = []
        context.isContainer = false
        context.changeOwner { owner in
            owner.dataKey = nil
            owner.impliedKind = nil
            // The nodes belong to another tape.
            owner.objectNode = nil
            owner.podNode = nil
            owner.containerNode = nil
            owner.metadataNode = nil
        }
        visit(root, context)
    }

    private mutating func matchText(
        _ node: TreeNode, _ origin: TextOrigin, isText: Bool, isNamed: Bool, _ context: ScanContext,
        except lines: Set<Int>
    ) {
        let text = String(decoding: node.bytes, as: UTF8.self)
        let matches = TextMatcher.matches(in: text, words: isText, isNamed: isNamed)
        let candidates = matches.compactMap { match -> Candidate? in
            if lines.contains(origin.position(of: match.position).line) { return nil }
            var candidate = Candidate(
                node, text: match.text, matcher: .text,
                confidence: isNamed && !match.isTemplate ? .likely : .possible, isPortion: true)
            if match.isTemplate { candidate.content = .deferred }
            candidate.positionInText = (match.position, origin)
            return candidate
        }
        record(candidates, context)
    }
}
