package import AuditModel
package import DocumentReading
internal import ImageModel
package import SourceText

/// The images in Helm values files, merged as Helm does: later files over earlier ones.
package struct HelmValuesLayers {
    package private(set) var images: [HelmValuesImage] = []
    /// Images whose whole reference is one value.
    package private(set) var scalars: [HelmValuesImage] = []
    /// The registries that `global` sets in place of, or in absence of, an image's own.
    package private(set) var globalRegistries: [String] = []
    /// Images whose digest comes from an earlier file than their name or tag.
    package private(set) var inheritedDigests: [InheritedDigest] = []
    /// Files that do not parse. Without them nothing is known of the merged values.
    package private(set) var unreadable: [UnreadableSource] = []

    package init(_ files: [SourceFile], limits: ReadingLimits = .standard) {
        /// The values merged up to each file; nil if all files are empty.
        var stages: [MergedValue?] = []
        for file in files {
            do throws(DocumentError) {
                // Helm accepts an empty file.
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
        for (path, image) in final {
            guard let digest = image.digestPart, image.parts.contains(where: { $0.layer > digest.layer }) else {
                continue
            }
            if earlier[digest.layer] == nil, let stage = stages[digest.layer] {
                earlier[digest.layer] = Dictionary(Reading.of(stage, layers).images.map { ($0.path, $0.image) }) { $1 }
            }
            inheritedDigests.append(InheritedDigest(image: image, pinned: earlier[digest.layer]?[path]))
        }
    }

    /// Finds the images in merged values.
    private struct Reading {
        let layers: [ObjectIdentifier: Int]
        var path = FieldPath()
        var images: [(path: String, image: HelmValuesImage)] = []
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
            // Nulls included: a digest that is null shows that there is a field for it.
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

        /// The conventions of charts: `global.imageRegistry`, `global.image.registry`, `global.registry`, `global.hub`.
        private mutating func readGlobal(_ global: MergedValue) {
            for value in [global["imageRegistry"], global["image"]?["registry"], global["registry"], global["hub"]] {
                guard case .scalar(let node) = value, var text = node.string else { continue }
                while text.last == "/" { text.removeLast() }
                if !text.isEmpty, !globalRegistries.contains(text) { globalRegistries.append(text) }
            }
        }

        private mutating func addScalar(_ node: TreeNode) {
            guard let text = node.string, ReferenceHeuristics.isDistinctive(text), (try? ImageReference(text)) != nil
            else {
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
            let parts = candidate.parts.map { part($0.role, $0.node, path.appending($0.relativePath)) }
            let tag = emptyTag.map { part(.tag, $0.value, path.appending([.key($0.key)])) }
            // The field with the name tells apart the images of one mapping.
            guard let path = parts.first?.part.path else { return }
            images.append((path, HelmValuesImage(text: candidate.text, parts: parts, emptyTag: tag)))
        }
    }
}
