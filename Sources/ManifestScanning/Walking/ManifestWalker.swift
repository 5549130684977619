internal import AuditModel
internal import DocumentReading
internal import PolicyModel
internal import SourceText

/// Walks one document and runs the matchers on its mappings, lists and values; a scalar belongs to the first matcher
/// that recognises it. Keys may come in any order: what a mapping says about itself is looked up when it is entered.
struct ManifestWalker {
    let file: String
    let document: Int
    let extraction: ExtractionSettings
    /// The string that the document is in; nil for a document of the file.
    let origin: TextOrigin?
    var path: FieldPath
    var matched = MatchedNodes()
    /// The members of the mappings that the walk is in, innermost last.
    private(set) var fields: [MappingField]
    var occurrences: [Occurrence] = []
    var facts = FactCache()
    /// Whether to record rejected candidates.
    var isExplaining = false
    var rejected: [RejectedCandidate] = []
    var digestLabels: [DigestLabel] = []

    init(
        file: String, document: Int, extraction: ExtractionSettings = ExtractionSettings(), origin: TextOrigin? = nil,
        prefix: String = ""
    ) {
        self.extraction = extraction
        self.file = file
        self.document = document
        self.origin = origin
        path = FieldPath(prefix: prefix)
        // Enough for most documents, and less than the 1 KB above which glibc's `malloc` tidies up first.
        var fields: [MappingField] = []
        fields.reserveCapacity(16)
        self.fields = fields
    }

    mutating func walk(_ root: TreeNode) {
        var context = ScanContext(form: .other)
        // A document without API version and kind is known by its file name or shape.
        if identity(of: root, in: context) == nil {
            context.form = DocumentForm(ofDocumentIn: root.file.path, root: root)
        }
        if context.form == .values, let registry = root["global"]?["imageRegistry"]?.string {
            context.changeOwner { $0.globalRegistry = registry }
        }
        visit(root, context)
    }

    mutating func visit(_ node: TreeNode, _ context: ScanContext) {
        switch node.kind {
        case .mapping: visitMapping(node, context)
        case .sequence: visitSequence(node, context)
        case .scalar: visitScalar(node, context)
        case .alias: break
        }
    }

    // MARK: - Mappings

    private mutating func visitMapping(_ node: TreeNode, _ outer: ScanContext) {
        let base = fields.count
        let readsOnlyMatches = extraction.isEmpty && outer.policy == nil
        defer { fields.removeLast(fields.count - base) }
        var all: KeyTraits = []
        let tape = node.tape
        for (key, value) in node.memberIndices {
            let traits = KeyTraits.of(tape.bytes(at: key))
            all.formUnion(traits)
            // No matcher asks for a field whose key means nothing.
            if traits.isEmpty, readsOnlyMatches, isOrdinary(value, in: tape, below: traits) { continue }
            fields.append(MappingField(on: tape, key: key, value: value, traits: traits))
        }
        var context = outer
        guard enter(node, all, &context) else { return }
        if let policy = context.policy { matchPolicyFields(from: base, policy, context) }
        matchFields(from: base, all, context)
        for index in base..<fields.count {
            let field = fields[index]
            if isOrdinary(field.valueIndex, in: tape, below: field.traits) { continue }
            path.components.append(.key(field.key))
            visit(field, below: context)
            path.components.removeLast()
        }
    }

    /// Turns the context of a mapping into that of what is below; false if nothing in it is read.
    private mutating func enter(_ node: TreeNode, _ all: KeyTraits, _ context: inout ScanContext) -> Bool {
        context.isRoot = false
        if all.contains(.identity) || context.hasImpliedKind, let (apiVersion, kind) = identity(of: node, in: context) {
            let key = context.key
            context = ObjectReading.context(of: node, apiVersion: apiVersion, kind: kind)
            context.key = key
            let depth = path.components.count
            if origin == nil, let policy = PolicyFields(extraction, apiVersion, kind, depth: depth) {
                context.changeOwner { $0.policy = policy }
            }
            if context.kind.reading == .none {
                reject(node["kind"] ?? node, context, "the object is skipped: \(context.kind.reason ?? "")")
                return false
            }
        }
        let scheduling = all.contains(.scheduling) ? SchedulingConstraint(podTemplate: node) : nil
        let metadata = all.contains(.metadata) ? node["metadata"] : nil
        let isPod = !all.isDisjoint(with: [.pod, .containers])
        // A single container outside of a list: `container: {image, command, args}`.
        let isSingleContainer = all.isSuperset(of: [.image, .arguments]) && !context.isContainer
        guard scheduling != nil || metadata != nil || isPod || isSingleContainer else { return true }
        context.changeOwner { owner in
            if let scheduling { owner.scheduling = scheduling }
            if let metadata { owner.metadataNode = metadata }
            if isPod { owner.podNode = node }
            if isSingleContainer { owner.containerNode = node }
        }
        if let metadata, ObjectReading.requestsInjection(metadata) { context.isInjected = true }
        return true
    }

    private func identity(of node: TreeNode, in context: ScanContext) -> (apiVersion: String, kind: String)? {
        let apiVersion = node["apiVersion"]?.text
        let kind = node["kind"]?.text
        if let apiVersion, let kind, !kind.isEmpty { return (apiVersion, kind) }
        // An element of a typed list leaves its kind out; it is two path components below the list.
        guard let implied = context.owner.impliedKind, path.components.count >= 2,
            case .index = path.components[path.components.count - 1], node["metadata"]?.isMapping == true
        else { return nil }
        return (apiVersion ?? implied.apiVersion, kind ?? implied.kind)
    }

    private mutating func visit(_ field: MappingField, below context: ScanContext) {
        let traits = field.traits
        let value = field.value
        if matched.contains(value.index), !value.isScalar { return }
        // Labels of objects are a map. Runners of pipelines have a list of labels that says where jobs run.
        let isLabelList = traits.contains(.labels) && value.isSequence
        if traits.contains(.skipped) && !isLabelList || (context.isRoot && traits.contains(.status)) {
            if traits.contains(.labels) { readLabels(value, context) }
            return
        }
        var inner = context
        inner.isContainer = false
        inner.isRoot = false
        inner.key = traits
        switch value.kind {
        case .alias: break
        case .scalar:
            inner.isContainer = context.isContainer
            visitScalar(value, inner)
        case .mapping:
            if traits.contains(.annotations) {
                visitAnnotations(value, inner)
            } else if traits.contains(.configData), context.isRoot, let dataKey = context.owner.dataKey {
                if field.key.text == dataKey { visitConfigData(value, inner) }
            } else {
                inner.isContainer = context.isContainer && traits.contains(.image)
                if !traits.isDisjoint(with: [.image, .imageLike, .images]) { inner.isBelowImage = true }
                visitNamedMapping(value, inner)
            }
        case .sequence:
            visitSequence(value, inner)
        }
    }

    /// Visits a mapping by its key: an image volume, a map of images, or anything else.
    private mutating func visitNamedMapping(_ node: TreeNode, _ context: ScanContext) {
        if context.key.contains(.blockDevice) {
            for member in node.members where member.key.isText("image") {
                reject(member.value, at: [.key(member.key)], context, "the name of a block device")
            }
            return
        }
        if !context.key.isDisjoint(with: .imageName) {
            for member in node.members
            where (member.key.isText("reference") || member.key.isText("ref")) && member.value.isScalar {
                matchImage(
                    member.value, at: [.key(member.key)], matcher: .imageVolume,
                    isCertain: context.key.contains(.image),
                    context)
            }
            if node.members.contains(where: { $0.key.isMapping }) {
                // `image: {{ .Values.image }}` is a mapping whose key is a mapping.
                matchTemplate(node, context)
                return
            }
        }
        if !context.key.isDisjoint(with: .imageName) {
            matchChoices(node, isNamed: true, context)
        } else if beginsWithImage(context) {
            matchChoices(node, isNamed: false, context)
        }
        if context.key.contains(.images) { matchImageList(node, context) }
        visitMapping(node, context)
    }

    // MARK: - Sequences

    private mutating func visitSequence(_ list: TreeNode, _ context: ScanContext) {
        let isCommand = context.key.contains(.arguments)
        if context.key.contains(.images) { matchImageList(list, context) }
        if context.key.contains(.parameters) { record(ChartParameters.match(list), context) }
        record(ArgumentMatcher.match(list, isCommand: isCommand), context)
        for (index, position) in list.elementIndices.enumerated() {
            if isOrdinary(position, in: list.tape, below: context.key), context.policy == nil { continue }
            let element = TreeNode(tape: list.tape, index: position)
            if let policy = context.policy, matchPolicyElement(element, index, policy, context) { continue }
            path.components.append(.index(index))
            var inner = context
            if context.key.contains(.containers) {
                inner.isContainer = element.isMapping
                if element.isMapping { inner.changeOwner { $0.containerNode = element } }
                // Steps of workflows are lists of lists.
                if element.isMapping { inner.key = [] }
            }
            visit(element, inner)
            path.components.removeLast()
        }
    }
}

/// The nodes of a document that a matcher recognised, by their indices. A bit set, because it is tested for nearly
/// every value.
struct MatchedNodes {
    private var bits: [UInt64] = []

    func contains(_ index: Int) -> Bool {
        index >> 6 < bits.count && bits[index >> 6] & 1 << UInt64(index & 63) != 0
    }

    mutating func insert(_ index: Int) {
        if index >> 6 >= bits.count { bits += repeatElement(0, count: index >> 6 + 1 - bits.count) }
        bits[index >> 6] |= 1 << UInt64(index & 63)
    }
}
