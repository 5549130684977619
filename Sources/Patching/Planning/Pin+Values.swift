package import AuditModel
package import ImageModel
internal import SourceText

extension Pin {
    /// The same pin for the values that an image was rendered from: in the file whose layer decides.
    ///
    /// - Parameter isRegistryGlobal: whether its registry is set for all images together.
    package init(
        _ rendered: Occurrence, from image: HelmValuesImage, replacement: ImageReference, isRegistryGlobal: Bool
    ) throws(PinObstacle) {
        let target = try Target(image)
        var parts = image.parts.filter { $0.layer == target.part.layer && $0.file == target.part.file }
        if target.digestKey != nil { parts.removeAll { $0.part.role == .digest } }
        let names = image.parts.filter { [.registry, .repository, .reference].contains($0.part.role) }
        if isRegistryGlobal || !names.allSatisfy(parts.contains) { try Self.refuseMove(rendered, replacement) }
        parts.sort { $0 == target.part && $1 != target.part }
        try self.init(rendered, parts, digestKey: target.digestKey, file: target.part.file, replacement)
    }

    /// The same pin for all of the values, in whichever file they are: for values that are added after them.
    package init(
        _ rendered: Occurrence, overriding image: HelmValuesImage, replacement: ImageReference, isRegistryGlobal: Bool
    ) throws(PinObstacle) {
        if isRegistryGlobal { try Self.refuseMove(rendered, replacement) }
        var parts = image.parts
        if image.part(.tag) == nil, let empty = image.emptyTag,
            let tag = try? rendered.reference.get().effectiveTag
        {
            // The tag that the template would have used is set together with its digest.
            let part = Occurrence.Part(
                role: .tag, range: empty.part.range, position: empty.part.position, path: empty.part.path,
                style: .doubleQuoted, text: tag)
            parts.append(HelmValuesImage.Part(file: empty.file, layer: empty.layer, part: part))
        }
        try self.init(rendered, parts, digestKey: nil, file: image.parts.first?.file ?? "", replacement)
    }

    private static func refuseMove(_ rendered: Occurrence, _ replacement: ImageReference) throws(PinObstacle) {
        guard let reference = try? rendered.reference.get(), replacement.name != reference.name else { return }
        throw PinObstacle(reason: "its registry or name is set elsewhere, for other images too")
    }

    private init(
        _ rendered: Occurrence, _ parts: [HelmValuesImage.Part], digestKey: String?, file: String,
        _ replacement: ImageReference
    ) throws(PinObstacle) {
        let occurrence = Occurrence(
            object: ManifestObject(file: file, document: 0), parts: parts.map(\.part), text: rendered.text,
            matcher: "values", digestKey: digestKey)
        guard let occurrence else { throw PinObstacle(reason: "no value renders to it") }
        let labels = rendered.object.metadata.labels.merging(rendered.workload?.labels ?? [:]) { first, _ in first }
        self.init(occurrence, replacement: replacement, labels: labels)
    }
}

/// The field that gets the digest.
private struct Target {
    let part: HelmValuesImage.Part
    /// The key of a field to add beside `part`; nil if `part` is the field.
    var digestKey: String?

    init(_ image: HelmValuesImage) throws(PinObstacle) {
        // A registry that a later layer sets is taken for a mirror of the earlier one.
        let deciding = image.parts.filter { [.repository, .tag, .reference].contains($0.part.role) }
        guard let last = deciding.max(by: { $0.layer < $1.layer }), let base = deciding.first else {
            throw PinObstacle(reason: "no value renders to it")
        }
        let field = image.part(.digest)
        if let field, field.part.isEmptyOrNull, field.layer < last.layer, image.digestPart == nil {
            // There, a layer that sets another tag would inherit it.
            part = last
            digestKey = field.part.key
            return
        }
        let holder = image.digestPart ?? field ?? image.part(.tag) ?? base
        guard holder.layer >= last.layer else {
            throw PinObstacle(
                reason:
                    "\(last.file):\(last.part.position.line) changes what \(holder.file):\(holder.part.position.line) "
                    + "says, and other layers would get the digest too")
        }
        part = holder
    }
}
