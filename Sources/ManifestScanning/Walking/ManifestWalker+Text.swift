internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

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

extension ManifestWalker {
    /// Strings in strings in strings are looked into, and no deeper.
    private static let maximumLevel = 3

    /// A string that may hold a document, a script or a table: documents are walked like any other; in what is none,
    /// words and lines are looked at.
    ///
    /// - Parameters:
    ///   - isText: whether words of text count, where nothing parses.
    ///   - isNamed: whether its name says that it holds images.
    mutating func visitText(_ node: TreeNode, isText: Bool, isNamed: Bool = false, _ context: ScanContext) {
        let bytes = node.bytes
        let mentionsImage = ValueShape.mentionsImage(bytes)
        guard mentionsImage || isNamed || StrongReference.mayOccur(in: bytes), (origin?.level ?? 0) < Self.maximumLevel
        else {
            return
        }
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
        takeText(node, origin, isText: isText, isNamed: isNamed, context, except: Set(found.map(\.position.line)))
    }

    /// Walks a document that stands in a string of `context`'s object.
    private mutating func walk(embedded root: TreeNode, _ outer: ScanContext) {
        var context = outer
        context.form = DocumentForm(ofDocumentIn: "", root: root)
        context.key = []
        context.isContainer = false
        context.isEmbedded = true
        context.changeOwner { owner in
            owner.dataKey = nil
            owner.impliedKind = nil
            // These are of another tape.
            owner.objectNode = nil
            owner.podNode = nil
            owner.containerNode = nil
            owner.metadataNode = nil
        }
        visit(root, context)
    }

    private mutating func takeText(
        _ node: TreeNode, _ origin: TextOrigin, isText: Bool, isNamed: Bool, _ context: ScanContext,
        except lines: Set<Int>
    ) {
        let text = String(decoding: node.bytes, as: UTF8.self)
        let candidates = TextMatcher.finds(in: text, words: isText, isNamed: isNamed).compactMap { find -> Candidate? in
            let place = find.position
            if lines.contains(origin.position(of: place).line) { return nil }
            var candidate = Candidate(
                node, text: find.text, matcher: .text, confidence: isNamed && !find.isTemplate ? .likely : .possible,
                isPortion: true)
            if find.isTemplate { candidate.content = .deferred }
            candidate.inner = (place, origin)
            return candidate
        }
        take(candidates, context)
    }
}
