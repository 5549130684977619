internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

extension ManifestWalker {

    /// A scalar by the key above it and by its looks.
    mutating func visitScalar(_ node: TreeNode, _ context: ScanContext) {
        if taken.contains(node.index) { return }
        let key = context.key
        if key.contains(.image) {
            takeImage(
                node, matcher: context.isContainer ? .container : .imageKey, isCertain: context.isContainer, context)
            if taken.contains(node.index) { return }
            rejectNamed(node, context)
        } else if key.contains(.imageLike) {
            takeNamed(node, matcher: .imageName, context)
            if taken.contains(node.index) { return }
            rejectNamed(node, context)
        } else if key.contains(.imageRepository), !context.isCautious {
            takeRepository(node, context)
            if taken.contains(node.index) { return }
        }
        let shape = ValueShape(node.bytes)
        // A block may hold one line only.
        let isBlock = node.style == .literal && shape.hasColon
        let isScript = !key.isDisjoint(with: [.arguments, .script])
        // `images: "a=quay.io/a/b:1;c=quay.io/c/d:2"`.
        let isList = key.contains(.images) && context.form != .other && !context.isCautious && shape.hasSlash
        let hasSeveral = isList && (shape.hasBlank || Self.holdsSeveral(node.bytes))
        if shape.mayBeText || isBlock || (shape.hasBlank && isScript) || hasSeveral {
            visitText(node, isText: isScript || isList, isNamed: isList, context)
        } else if shape.mayBeReference, key.isDisjoint(with: .partialValue) || key.contains(.mentionsImage) {
            // `configReloaderImageTag` of some operators holds the whole reference.
            takeByLooks(node, context)
        }
        rejectUntaken(node, shape, context)
    }

    private static func holdsSeveral(_ bytes: ScalarBytes) -> Bool {
        bytes.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "=") }
    }

    /// The value of `image`, or of what else holds nothing but images.
    ///
    /// - Parameter isCertain: whether the place alone says that this is an image.
    mutating func takeImage(
        _ node: TreeNode, way: [FieldPath.Component] = [], matcher: Matcher, isCertain: Bool, _ context: ScanContext
    ) {
        guard let text = node.text, !node.isNull else { return }
        var candidate = Candidate(node, way: way, text: text, matcher: matcher, confidence: .certain)
        if text == "auto", context.isInjected {
            candidate.content = .deferred
            take(candidate, context)
            return
        }
        let reference = Result { () throws(ReferenceError) in try ImageReference(text) }
        candidate.reference = reference
        switch reference {
        case .success where context.isCautious:
            // Nothing but its looks speaks for it; `projects/x/global/images/y` is a reference too.
            guard StrongReference.matches(text) || (isCertain && StrongReference.isTelling(text)) else { return }
            candidate.confidence = .possible
        case .success where isCertain: break
        case .success:
            // A single word under a key `image` may be anything; a host, a path, a tag or a digest makes it an image.
            guard node.string != nil, !StrongReference.namesFile(text), !StrongReference.namesMachine(text) else {
                return
            }
            let isTelling = StrongReference.isTelling(text)
            if !isTelling, StrongReference.isPlain(text) { return }
            candidate.confidence = context.form == .other ? .possible : isTelling ? .certain : .likely
        case .failure(.template):
            candidate.confidence = context.isObject && !context.kind.holdsExpressions ? .certain : .possible
        case .failure(.empty):
            guard isCertain, context.isPodKind else { return }
        case .failure:
            if let url = URLMatcher.match(node, text) {
                take(url, context)
                return
            }
            guard isCertain, !context.isCautious else { return }
        }
        if isCertain, !context.isObject, candidate.confidence == .certain { candidate.confidence = .likely }
        take(candidate, context)
    }

    /// A value whose key's name says that it is an image, such as `imageName`.
    mutating func takeNamed(_ node: TreeNode, matcher: Matcher, _ context: ScanContext) {
        guard let text = node.text, node.string != nil, !context.isCautious || StrongReference.matches(text) else {
            return
        }
        let isBelieved = context.form != .other
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success:
            guard StrongReference.isTelling(text) else { return }
            let confidence: Occurrence.Confidence =
                !isBelieved || context.isCautious ? .possible : StrongReference.matches(text) ? .certain : .likely
            take(Candidate(node, text: text, matcher: matcher, confidence: confidence), context)
        case .failure(.template):
            guard !text.contains("://"), !text.contains(" ") || text.contains("{{") else { return }
            let isLeftover = isBelieved && !context.kind.holdsExpressions
            take(Candidate(node, text: text, matcher: matcher, confidence: isLeftover ? .likely : .possible), context)
        case .failure:
            if let url = URLMatcher.match(node, text) { take(url, context) }
        }
    }

    /// `imageRepository: quay.io/a/b`, whose tag an operator adds; a registry or a folder alone would be no image.
    private mutating func takeRepository(_ node: TreeNode, _ context: ScanContext) {
        guard let text = node.string, let reference = try? ImageReference(text), text.contains("/"),
            reference.repository.contains("/")
        else { return }
        take(Candidate(node, text: text, matcher: .imageName, confidence: .possible), context)
    }

    /// The value of a variable, or an entry of a ConfigMap: one image, or a text with several.
    mutating func visitNamedValue(_ node: TreeNode, name: String, matcher: Matcher, _ context: ScanContext) {
        let words = KeyWords(name)
        // Keys of a ConfigMap are file names too: `images.json` is no image.
        let isNamed = matcher == .variable ? words.namesVariableOfImage : words.namesImage || words.namesImages
        if let candidate = VariableMatcher.match(node, name: name, isNamed: isNamed, matcher: matcher) {
            take(candidate, context)
            return
        }
        let shape = ValueShape(node.bytes)
        let isList = shape.mayBeReference && Self.holdsSeveral(node.bytes)
        guard shape.mayBeText || shape.hasBlank || isList || (isNamed && shape.hasSlash), !taken.contains(node.index)
        else {
            if isNamed { rejectNamed(node, context) }
            return
        }
        visitText(node, isText: true, isNamed: isNamed, context)
        taken.insert(node.index)
    }

    /// `image: {value: …, options: […]}` of a form, `image: {url: …}`.
    ///
    /// - Parameter isNamed: whether the key above names an image; else the values must look like one.
    mutating func takeChosen(_ node: TreeNode, isNamed: Bool, _ context: ScanContext) {
        for member in node.members {
            guard isNamed || Self.mayHoldReference(member.value), let key = member.key.text else { continue }
            path.components.append(.key(member.key))
            defer { path.components.removeLast() }
            if member.value.isSequence {
                if ImageFieldTable.choicesKeys.contains(key) { takeImages(member.value, context) }
            } else if ImageFieldTable.chosenKeys.contains(key) {
                takeNamed(member.value, matcher: .imageKey, context)
            } else if ImageFieldTable.addressKeys.contains(key), let text = member.value.string,
                let reference = try? ImageReference(text), reference.tag != nil || reference.digest != nil
            {
                takeNamed(member.value, matcher: .imageKey, context)
            }
        }
    }

    private static func mayHoldReference(_ node: TreeNode) -> Bool {
        node.isScalar
            ? ValueShape(node.bytes).mayBeReference
            : node.elements.contains { $0.isScalar && ValueShape($0.bytes).mayBeReference }
    }

    /// The values of a list or map that is named for images.
    mutating func takeImages(_ node: TreeNode, _ context: ScanContext) {
        var values: [(FieldPath.Component, TreeNode)] = []
        for (index, element) in node.elements.enumerated() { values.append((.index(index), element)) }
        for member in node.members
        where KeyTraits.of(member.key).isDisjoint(with: [.partialValue, .registry, .repository]) {
            values.append((.key(member.key), member.value))
        }
        let candidates = values.compactMap { step, value -> Candidate? in
            guard value.isScalar, let text = value.string else { return nil }
            // Argo CD's lists say which image is replaced, too: `app=registry/app:1`.
            let image = text.split(separator: "=").last.map(String.init) ?? ""
            guard (try? ImageReference(image)) != nil, StrongReference.isTelling(image) else { return nil }
            let isSure = context.form != .other && !context.isCautious && !image.hasSuffix("/")
            return Candidate(
                value, way: [step], text: image, matcher: .imageList, confidence: isSure ? .likely : .possible,
                isPortion: image != text)
        }
        take(candidates, context)
    }

    /// Any value that can hardly be anything but an image.
    private mutating func takeByLooks(_ node: TreeNode, _ context: ScanContext) {
        guard let text = node.text else { return }
        if let url = URLMatcher.match(node, text) {
            take(url, context)
        } else if StrongReference.matches(text) {
            let isNamed = isImageKeyOfKind(context)
            take(
                Candidate(
                    node, text: text, matcher: isNamed ? .imageName : .value, confidence: isNamed ? .certain : .possible
                ),
                context)
        } else if isImageKeyOfKind(context), (try? ImageReference(text)) != nil {
            // Who reads it has a registry of its own in mind.
            take(Candidate(node, text: text, matcher: .imageName, confidence: .possible), context)
        } else if beginsWithImage(context), context.key.isDisjoint(with: .partialValue),
            let reference = try? ImageReference(text), reference.tag != nil || reference.digest != nil
        {
            let confidence: Occurrence.Confidence = context.form == .other || context.isCautious ? .possible : .likely
            take(Candidate(node, text: text, matcher: .imageName, confidence: confidence), context)
        }
    }

    /// Whether the key above begins with the word for an image, and goes on with whose it is.
    func beginsWithImage(_ context: ScanContext) -> Bool {
        guard context.key.contains(.mentionsImage), case .key(let key) = path.components.last else { return false }
        return KeyWords(key.text ?? "").beginsWithImage
    }

    private func isImageKeyOfKind(_ context: ScanContext) -> Bool {
        guard !context.kind.imageKeys.isEmpty, case .key(let key) = path.components.last else { return false }
        return key.text.map(context.kind.imageKeys.contains) == true
    }

    /// `image: {{ .Values.image }}`.
    mutating func takeTemplate(_ node: TreeNode, _ context: ScanContext) {
        let isLeftover = context.isObject && !context.kind.holdsExpressions
        take(
            Candidate(
                node, text: node.file.text(node.range), matcher: context.isContainer ? .container : .imageKey,
                confidence: isLeftover ? .certain : .possible), context)
    }
}
