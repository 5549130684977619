package import AuditModel
package import DocumentReading
internal import ImageModel
package import SourceText

/// The images that Helm values files make together, later files over earlier.
package struct HelmValuesLayers {
    package private(set) var images: [HelmValuesImage] = []
    /// Images that one value names as a whole.
    package private(set) var scalars: [HelmValuesImage] = []
    /// The registries that `global` sets for images which do not say theirs, or say another one.
    package private(set) var globalRegistries: [String] = []
    /// Images that take their digest from an earlier file than their name or tag.
    package private(set) var inheritedDigests: [InheritedDigest] = []
    /// Files that do not parse; what the others make without them is not known.
    package private(set) var unreadable: [UnreadableSource] = []

    package init(_ files: [SourceFile], limits: ReadingLimits = .standard) {
        /// What the files up to each one come to; nil as long as they say nothing.
        var stages: [MergedValue?] = []
        for file in files {
            do throws(DocumentError) {
                // Helm takes an empty file, too.
                guard let root = try DocumentReader.onlyDocument(of: file, limits: limits), !root.isNull else {
                    stages.append(stages.last ?? nil)
                    continue
                }
                guard root.isMapping else { throw root.error("values must be a mapping, not \(root.typeDescription)") }
                let value = try MergedValue(root)
                stages.append(stages.last??.merged(with: value) ?? value)
            } catch {
                unreadable.append(UnreadableSource(error, document: 0, in: file))
            }
        }
        guard unreadable.isEmpty, let merged = stages.last ?? nil else { return }
        let layers = Dictionary(files.enumerated().map { (ObjectIdentifier($1), $0) }) { first, _ in first }
        let reading = Reading.of(merged, layers)
        let final = reading.images
        images = final.map(\.image)
        scalars = reading.scalars
        globalRegistries = reading.globalRegistries
        var earlier: [Int: [String: HelmValuesImage]] = [:]
        for (way, image) in final {
            guard let digest = image.digestPart, image.parts.contains(where: { $0.layer > digest.layer }) else {
                continue
            }
            if earlier[digest.layer] == nil, let stage = stages[digest.layer] {
                earlier[digest.layer] = Dictionary(Reading.of(stage, layers).images.map { ($0.way, $0.image) }) { $1 }
            }
            inheritedDigests.append(InheritedDigest(image: image, pinned: earlier[digest.layer]?[way]))
        }
    }

    /// Finds what is composed of several fields.
    private struct Reading {
        let layers: [ObjectIdentifier: Int]
        var path = FieldPath()
        var images: [(way: String, image: HelmValuesImage)] = []
        var scalars: [HelmValuesImage] = []
        var globalRegistries: [String] = []

        static func of(_ value: MergedValue, _ layers: [ObjectIdentifier: Int]) -> Reading {
            var reading = Reading(layers: layers)
            reading.visit(value, key: [])
            return reading
        }

        private mutating func visit(_ value: MergedValue, key: KeyTraits) {
            for (index, element) in value.elements.enumerated() {
                path.components.append(.index(index))
                visit(element, key: [])
                path.components.removeLast()
            }
            // A digest that is null tells that there is a field for it.
            let fields = value.allMembers.compactMap { member in
                member.keyNode.map { MappingField(key: $0, value: member.value.node, traits: .of($0)) }
            }
            let isNamed = !key.isDisjoint(with: .imageName)
            if let candidate = ComposedImage.map(fields[...], isNamed: isNamed, kind: KindTraits()) {
                add(candidate, emptyTag: fields[...].emptyScalar(.tag))
            }
            for candidate in ComposedImage.siblings(fields[...], kind: KindTraits()) { add(candidate) }
            for member in value.members {
                guard let keyNode = member.keyNode else { continue }
                path.components.append(.key(keyNode))
                visit(member.value, key: .of(keyNode))
                if keyNode.isText("global") { readGlobal(member.value) }
                path.components.removeLast()
            }
            if case .scalar(let node) = value { addScalar(node) }
        }

        /// What charts agree on: `global.imageRegistry`, `global.image.registry`, `global.registry`, `global.hub`.
        private mutating func readGlobal(_ global: MergedValue) {
            for value in [global["imageRegistry"], global["image"]?["registry"], global["registry"], global["hub"]] {
                guard case .scalar(let node) = value, var text = node.string else { continue }
                while text.last == "/" { text.removeLast() }
                if !text.isEmpty, !globalRegistries.contains(text) { globalRegistries.append(text) }
            }
        }

        private mutating func addScalar(_ node: TreeNode) {
            guard let text = node.string, StrongReference.isTelling(text), (try? ImageReference(text)) != nil else {
                return
            }
            scalars.append(HelmValuesImage(text: text, parts: [part(.reference, node, path)]))
        }

        private func part(_ role: Occurrence.Role, _ node: TreeNode, _ path: FieldPath) -> HelmValuesImage.Part {
            HelmValuesImage.Part(
                file: node.file.path, layer: layers[ObjectIdentifier(node.file)] ?? 0,
                part: Occurrence.Part(
                    role: role, range: node.range, position: node.position, path: path.description, style: node.style,
                    text: node.text ?? ""))
        }

        private mutating func add(_ candidate: Candidate, emptyTag: MappingField? = nil) {
            let parts = candidate.parts.map { part($0.role, $0.node, path.appending($0.way)) }
            let tag = emptyTag.map { part(.tag, $0.value, path.appending([.key($0.key)])) }
            // The field that holds the name tells images of one mapping apart.
            guard let way = parts.first?.part.path else { return }
            images.append((way, HelmValuesImage(text: candidate.text, parts: parts, emptyTag: tag)))
        }
    }
}
