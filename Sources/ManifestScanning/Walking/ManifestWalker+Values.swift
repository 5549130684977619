internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Images that a single value names: by its key, or by its form.
extension ManifestWalker {
    /// Whether `visitScalar` finds nothing in a node, as in nearly all. Tested before the node's context is made.
    func isOrdinary(_ index: Int, in tape: DocumentTape, below key: KeyTraits) -> Bool {
        !isExplaining && tape.kind(at: index) == .scalar && key.isDisjoint(with: .readByKey)
            && tape.style(at: index) != .literal && ValueShape.isOrdinary(tape.bytes(at: index))
    }

    /// Matches a scalar by the key above it, then by its form.
    mutating func visitScalar(_ node: TreeNode, _ context: ScanContext) {
        if matched.contains(node.index) { return }
        let key = context.key
        if key.contains(.image) {
            matchImage(
                node, matcher: context.isContainer ? .container : .imageKey, isCertain: context.isContainer, context)
            if matched.contains(node.index) { return }
            rejectNamed(node, context)
        } else if key.contains(.imageLike) {
            matchNamedImage(node, matcher: .imageName, context)
            if matched.contains(node.index) { return }
            rejectNamed(node, context)
        } else if key.contains(.imageRepository), !context.isCautious {
            matchRepository(node, context)
            if matched.contains(node.index) { return }
        }
        let shape = ValueShape(node.bytes)
        // A block may hold a single line.
        let isBlock = node.style == .literal && shape.hasColon
        let isScript = !key.isDisjoint(with: [.arguments, .script])
        // `images: "a=quay.io/a/b:1;c=quay.io/c/d:2"`.
        let isList = key.contains(.images) && context.form != .other && !context.isCautious && shape.hasSlash
        let hasSeveral = isList && (shape.hasBlank || Self.hasSeparator(node.bytes))
        if shape.mayBeText || isBlock || (shape.hasBlank && isScript) || hasSeveral {
            visitText(node, isText: isScript || isList, isNamed: isList, context)
        } else if shape.mayBeReference, key.isDisjoint(with: .partialValue) || key.contains(.mentionsImage) {
            // `configReloaderImageTag` of some operators holds the whole reference.
            matchForm(node, context)
        }
        rejectUnmatched(node, shape, context)
    }

    private static func hasSeparator(_ bytes: ScalarBytes) -> Bool {
        bytes.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "=") }
    }

    /// Matches the value of `image`, or of another field that holds nothing but images.
    ///
    /// - Parameter isCertain: whether the field's place alone says that this is an image.
    mutating func matchImage(
        _ node: TreeNode, at relativePath: [FieldPath.Component] = [], matcher: Matcher, isCertain: Bool,
        _ context: ScanContext
    ) {
        guard let text = node.text, !node.isNull else { return }
        var candidate = Candidate(node, at: relativePath, text: text, matcher: matcher, confidence: .certain)
        if text == "auto", context.isInjected {
            candidate.content = .deferred
            record(candidate, context)
            return
        }
        let reference = Result { () throws(ReferenceError) in try ImageReference(text) }
        candidate.reference = reference
        switch reference {
        case .success where context.isCautious:
            // Only the form counts: `projects/x/global/images/y` is a reference, too.
            guard
                ReferenceHeuristics.isQualified(text) || (isCertain && ReferenceHeuristics.isDistinctive(text))
            else { return }
            candidate.confidence = .possible
        case .success where isCertain: break
        case .success:
            // A single word under a key `image` may be anything; a host, a path, a tag or a digest makes it an image.
            guard node.string != nil, !ReferenceHeuristics.namesFile(text),
                !ReferenceHeuristics.namesMachineImage(text)
            else { return }
            let isDistinctive = ReferenceHeuristics.isDistinctive(text)
            if !isDistinctive, ReferenceHeuristics.isPlainWord(text) { return }
            candidate.confidence = context.form == .other ? .possible : isDistinctive ? .certain : .likely
        case .failure(.template):
            candidate.confidence = context.isObject && !context.kind.holdsExpressions ? .certain : .possible
        case .failure(.empty):
            guard isCertain, context.isPodKind else { return }
        case .failure:
            if let url = URLMatcher.match(node, text) {
                record(url, context)
                return
            }
            guard isCertain, !context.isCautious else { return }
        }
        if isCertain, !context.isObject, candidate.confidence == .certain { candidate.confidence = .likely }
        record(candidate, context)
    }

    /// Matches a value whose key says that it is an image, such as `imageName`.
    mutating func matchNamedImage(_ node: TreeNode, matcher: Matcher, _ context: ScanContext) {
        guard let text = node.text, node.string != nil,
            !context.isCautious || ReferenceHeuristics.isQualified(text)
        else { return }
        let isKnownForm = context.form != .other
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success:
            guard ReferenceHeuristics.isDistinctive(text) else { return }
            let confidence: Occurrence.Confidence =
                !isKnownForm || context.isCautious
                ? .possible : ReferenceHeuristics.isQualified(text) ? .certain : .likely
            record(Candidate(node, text: text, matcher: matcher, confidence: confidence), context)
        case .failure(.template):
            guard !text.contains("://"), !text.contains(" ") || text.contains("{{") else { return }
            let isLeftover = isKnownForm && !context.kind.holdsExpressions
            record(Candidate(node, text: text, matcher: matcher, confidence: isLeftover ? .likely : .possible), context)
        case .failure:
            if let url = URLMatcher.match(node, text) { record(url, context) }
        }
    }

    /// `imageRepository: quay.io/a/b`, to which an operator adds the tag; a registry or a folder alone is not an image.
    private mutating func matchRepository(_ node: TreeNode, _ context: ScanContext) {
        guard let text = node.string, let reference = try? ImageReference(text), text.contains("/"),
            reference.repository.contains("/")
        else { return }
        record(Candidate(node, text: text, matcher: .imageName, confidence: .possible), context)
    }

    /// Matches the value of a variable, or an entry of a ConfigMap: one image, or a text with several.
    mutating func matchNamedValue(_ node: TreeNode, name: TreeNode, matcher: Matcher, _ context: ScanContext) {
        let isNamed = ValueShape.mentionsImage(name.bytes) && Self.namesImages(name, matcher)
        let shape = ValueShape(node.bytes)
        if isNamed || shape.mayBeReference,
            let candidate = VariableMatcher.match(node, name: name.text ?? "", isNamed: isNamed, matcher: matcher)
        {
            record(candidate, context)
            return
        }
        let isList = shape.mayBeReference && Self.hasSeparator(node.bytes)
        guard shape.mayBeText || shape.hasBlank || isList || (isNamed && shape.hasSlash), !matched.contains(node.index)
        else {
            if isNamed { rejectNamed(node, context) }
            return
        }
        visitText(node, isText: true, isNamed: isNamed, context)
        matched.insert(node.index)
    }

    private static func namesImages(_ name: TreeNode, _ matcher: Matcher) -> Bool {
        let words = KeyWords(name.text ?? "")
        // Keys of a ConfigMap are file names, too: `images.json` is not an image.
        return matcher == .variable ? words.namesVariableOfImage : words.namesImage || words.namesImages
    }

    /// `image: {value: …, options: […]}` of a form, `image: {url: …}`.
    ///
    /// - Parameter isNamed: whether the key above names an image; if not, the values must look like one.
    mutating func matchChoices(_ node: TreeNode, isNamed: Bool, _ context: ScanContext) {
        for member in node.members {
            guard isNamed || Self.mayHoldReference(member.value), let key = member.key.text else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if member.value.isSequence {
                if ImageFieldTable.choiceKeys.contains(key) { matchImageList(member.value, context) }
            } else if ImageFieldTable.chosenKeys.contains(key) {
                matchNamedImage(member.value, matcher: .imageKey, context)
            } else if ImageFieldTable.addressKeys.contains(key), let text = member.value.string,
                let reference = try? ImageReference(text), reference.tag != nil || reference.digest != nil
            {
                matchNamedImage(member.value, matcher: .imageKey, context)
            }
        }
    }

    private static func mayHoldReference(_ node: TreeNode) -> Bool {
        node.isScalar
            ? ValueShape(node.bytes).mayBeReference
            : node.elements.contains { $0.isScalar && ValueShape($0.bytes).mayBeReference }
    }

    /// Matches the values of a list or map whose key names several images.
    mutating func matchImageList(_ node: TreeNode, _ context: ScanContext) {
        var values: [(FieldPath.Component, TreeNode)] = []
        for (index, element) in node.elements.enumerated() { values.append((.index(index), element)) }
        for member in node.members
        where KeyTraits.of(member.key).isDisjoint(with: [.partialValue, .registry, .repository]) {
            values.append((.key(member.key), member.value))
        }
        let candidates = values.compactMap { component, value -> Candidate? in
            guard value.isScalar, let text = value.string else { return nil }
            // Argo CD's lists also say which image is replaced: `app=registry/app:1`.
            let image = text.split(separator: "=").last.map(String.init) ?? ""
            guard (try? ImageReference(image)) != nil, ReferenceHeuristics.isDistinctive(image) else { return nil }
            let isLikely = context.form != .other && !context.isCautious && !image.hasSuffix("/")
            return Candidate(
                value, at: [component], text: image, matcher: .imageList, confidence: isLikely ? .likely : .possible,
                isPortion: image != text)
        }
        record(candidates, context)
    }

    /// Matches any value that can hardly be anything but an image.
    private mutating func matchForm(_ node: TreeNode, _ context: ScanContext) {
        guard let text = node.text else { return }
        if let url = URLMatcher.match(node, text) {
            record(url, context)
        } else if ReferenceHeuristics.isQualified(text) {
            let isNamed = isImageKeyOfKind(context)
            record(
                Candidate(
                    node, text: text, matcher: isNamed ? .imageName : .value, confidence: isNamed ? .certain : .possible
                ),
                context)
        } else if isImageKeyOfKind(context), (try? ImageReference(text)) != nil {
            // The reader of the field has a default registry of its own.
            record(Candidate(node, text: text, matcher: .imageName, confidence: .possible), context)
        } else if beginsWithImage(context), context.key.isDisjoint(with: .partialValue),
            let reference = try? ImageReference(text), reference.tag != nil || reference.digest != nil
        {
            let confidence: Occurrence.Confidence = context.form == .other || context.isCautious ? .possible : .likely
            record(Candidate(node, text: text, matcher: .imageName, confidence: confidence), context)
        }
    }

    /// Whether the key above is the word for an image and then whose it is: `imageEnvoy`.
    func beginsWithImage(_ context: ScanContext) -> Bool {
        guard context.key.contains(.mentionsImage), case .key(let key) = path.components.last else { return false }
        return KeyWords(key.text ?? "").beginsWithImage
    }

    private func isImageKeyOfKind(_ context: ScanContext) -> Bool {
        guard !context.kind.imageKeys.isEmpty, case .key(let key) = path.components.last else { return false }
        return key.text.map(context.kind.imageKeys.contains) == true
    }

    /// Matches `image: {{ .Values.image }}`, which parses as a mapping.
    mutating func matchTemplate(_ node: TreeNode, _ context: ScanContext) {
        let isLeftover = context.isObject && !context.kind.holdsExpressions
        record(
            Candidate(
                node, text: node.file.text(node.range), matcher: context.isContainer ? .container : .imageKey,
                confidence: isLeftover ? .certain : .possible), context)
    }
}
