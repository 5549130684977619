internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Walks one document and takes the places where images are named. Keys may come in any order: what a mapping says
/// about itself (kind, name, node selector) is looked up when it is entered.
struct ImageWalker {
    /// What is known of the surroundings of a node.
    private struct Surroundings {
        var object: ManifestObject
        var isKubernetes: Bool
        var scheduling: SchedulingConstraint = .none
        var container: String?
        var isContainer = false
        /// Other fields of the same mapping hold a part of the reference.
        var isPartial = false
        /// A webhook puts the image in where the manifest says `auto` (Istio's gateway injection).
        var isInjected = false
        /// The kind that elements of a typed list such as `PodList` leave out.
        var impliedKind: (apiVersion: String, kind: String)?
    }

    private let document: Int
    private var path = FieldPath()
    private var taken: Set<Int> = []
    private(set) var occurrences: [Occurrence] = []

    init(document: Int) {
        self.document = document
    }

    mutating func walk(_ root: TreeNode) {
        let object = ManifestObject(file: root.file.path, document: document)
        visit(root, Surroundings(object: object, isKubernetes: false))
    }

    private mutating func visit(_ node: TreeNode, _ surroundings: Surroundings) {
        switch node.kind {
        case .mapping: visitMapping(node, surroundings)
        case .sequence:
            for (index, element) in node.elements.enumerated() {
                path.components.append(.index(index))
                visit(element, surroundings)
                path.components.removeLast()
            }
        case .scalar, .alias: break
        }
    }

    private mutating func visitMapping(_ node: TreeNode, _ outer: Surroundings) {
        var inner = outer
        var isObject = false
        if let (apiVersion, kind) = identity(of: node, in: outer) {
            if ImageFieldTable.foreign(apiVersion: apiVersion, kind: kind) != nil { return }
            isObject = true
            inner = Surroundings(
                object: ManifestObject(
                    file: node.file.path, document: document, apiVersion: apiVersion, kind: kind,
                    namespace: node.at("metadata", "namespace")?.text, name: node.at("metadata", "name")?.text),
                isKubernetes: true)
            if kind.hasSuffix("List"), node["items"]?.isSequence == true, kind != "List" {
                inner.impliedKind = (apiVersion, String(kind.dropLast(4)))
            }
        }
        if let scheduling = SchedulingConstraint(podTemplate: node) { inner.scheduling = scheduling }
        if let metadata = node["metadata"], Self.requestsInjection(metadata) { inner.isInjected = true }

        for member in node.members {
            guard let key = member.key.text else { continue }
            if isObject, ImageFieldTable.skippedObjectKeys.contains(key) { continue }
            if ImageFieldTable.freeTextKeys.contains(key) { continue }
            if isObject, ["data", "stringData"].contains(key), inner.object.apiVersion == "v1" { continue }
            if key == "image" {
                inner.isPartial = Self.hasCompletingSibling(node)
                takeImage(member.value, key: member.key, inner)
            }
            var below = inner
            below.isContainer = false
            path.components.append(.key(member.key))
            if member.value.isSequence, Self.isContainerList(key) {
                visitContainers(member.value, below)
            } else if !ImageFieldTable.blockDeviceKeys.contains(key) {
                visit(member.value, below)
            }
            path.components.removeLast()
        }
    }

    private mutating func visitContainers(_ list: TreeNode, _ surroundings: Surroundings) {
        for (index, element) in list.elements.enumerated() {
            var container = surroundings
            container.isContainer = true
            container.container = element["name"]?.text
            path.components.append(.index(index))
            visit(element, container)
            path.components.removeLast()
        }
    }

    private mutating func takeImage(_ value: TreeNode, key: TreeNode, _ surroundings: Surroundings) {
        switch value.kind {
        case .scalar: take(value, path: path.appending(key), surroundings)
        case .mapping:
            if let reference = value["reference"], reference.isScalar {
                var below = path
                below.components.append(.key(key))
                for member in value.members where member.key.isText("reference") {
                    take(
                        reference, path: below.appending(member.key), surroundings, source: "image-volume")
                }
            } else if Self.isUnquotedTemplate(value) {
                takeTemplate(value, path: path.appending(key), surroundings)
            }
        case .sequence, .alias: break
        }
    }

    private mutating func take(
        _ value: TreeNode, path: String, _ surroundings: Surroundings, source: String? = nil
    ) {
        guard let text = value.text, !value.isNull, !taken.contains(value.index) else { return }
        if surroundings.isInjected, text == "auto" { return }
        let isCertain = surroundings.isContainer || source != nil
        let reference = Result { () throws(ReferenceError) in try ImageReference(text) }
        var confidence: Occurrence.Confidence = .certain
        switch reference {
        case .success where isCertain: break
        case .success:
            // A single word under a key `image` may be anything; a host, a path, a tag or a digest makes it an image.
            guard value.string != nil else { return }
            let isTelling = text.contains("/") || text.contains(":") || text.contains("@")
            let isIncomplete = surroundings.isPartial && !text.contains("@")
            confidence = isIncomplete || !surroundings.isKubernetes ? .possible : isTelling ? .certain : .likely
        case .failure(.template):
            confidence = templateConfidence(surroundings)
        case .failure:
            guard isCertain else { return }
        }
        if isCertain, !surroundings.isKubernetes { confidence = .likely }
        taken.insert(value.index)
        append(
            value, path: path, text: text, surroundings,
            source: source ?? (surroundings.isContainer ? "container" : "image-key"), confidence: confidence)
    }

    private mutating func takeTemplate(_ value: TreeNode, path: String, _ surroundings: Surroundings) {
        append(
            value, path: path, text: value.file.text(value.range), surroundings,
            source: surroundings.isContainer ? "container" : "image-key",
            confidence: templateConfidence(surroundings))
    }

    private mutating func append(
        _ value: TreeNode, path: String, text: String, _ surroundings: Surroundings, source: String,
        confidence: Occurrence.Confidence
    ) {
        let part = Occurrence.Part(
            role: .reference, range: value.range, position: value.position, path: path, style: value.style, text: text)
        let occurrence = Occurrence(
            object: surroundings.object, parts: [part], container: surroundings.container, text: text, source: source,
            confidence: confidence, scheduling: surroundings.scheduling)
        if let occurrence { occurrences.append(occurrence) }
    }

    private func identity(of node: TreeNode, in surroundings: Surroundings) -> (apiVersion: String, kind: String)? {
        let apiVersion = node["apiVersion"]?.text
        let kind = node["kind"]?.text
        if let apiVersion, let kind, !kind.isEmpty { return (apiVersion, kind) }
        // An element of a typed list leaves its kind out; it stands two steps below the list.
        guard let implied = surroundings.impliedKind, path.components.count >= 2,
            case .index = path.components[path.components.count - 1], node["metadata"]?.isMapping == true
        else { return nil }
        return (apiVersion ?? implied.apiVersion, kind ?? implied.kind)
    }

    /// A placeholder is a leftover, unless a controller fills it in, or nothing says that this is deployed.
    private func templateConfidence(_ surroundings: Surroundings) -> Occurrence.Confidence {
        let group = surroundings.object.apiVersion?.split(separator: "/").first.map(String.init) ?? ""
        let isExpression = ImageFieldTable.expressionGroups.contains(group)
        return surroundings.isKubernetes && !isExpression ? .certain : .possible
    }

    private static func isContainerList(_ key: String) -> Bool {
        ImageFieldTable.containerLists.contains(key) || ImageFieldTable.containerLikeLists.contains(key)
    }

    private static func hasCompletingSibling(_ mapping: TreeNode) -> Bool {
        mapping.members.contains { member in
            member.key.text.map(ImageFieldTable.completingKeys.contains) == true && !member.value.isNull
        }
    }

    private static func requestsInjection(_ metadata: TreeNode) -> Bool {
        metadata["annotations"]?["inject.istio.io/templates"] != nil
            || metadata["labels"]?["sidecar.istio.io/inject"]?.text == "true"
            || metadata["annotations"]?["sidecar.istio.io/inject"]?.text == "true"
    }

    /// `image: {{ .Values.image }}` parses, as a mapping whose key is a mapping.
    private static func isUnquotedTemplate(_ value: TreeNode) -> Bool {
        value.members.contains { $0.key.isMapping }
    }
}
