/// An image in merged Helm values, with the file that decided each part.
package struct HelmValuesImage: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package let file: String
        /// The index of the file among the layers.
        package let layer: Int
        package let part: Occurrence.Part

        package init(file: String, layer: Int, part: Occurrence.Part) {
            self.file = file
            self.layer = layer
            self.part = part
        }
    }

    /// The parts joined.
    package let text: String
    /// The first is the repository, or the whole reference.
    package let parts: [Part]
    /// The field for a tag, if it is present and empty: the chart's template has a default.
    package let emptyTag: Part?

    package init(text: String, parts: [Part], emptyTag: Part? = nil) {
        self.text = text
        self.parts = parts
        self.emptyTag = emptyTag
    }

    package func part(_ role: Occurrence.Role) -> Part? { parts.first { $0.part.role == role } }

    /// The part with the digest: a field of its own, or a tag that contains it.
    package var digestPart: Part? {
        part(.digest).flatMap { $0.part.isEmptyOrNull ? nil : $0 }
            ?? part(.tag).flatMap { $0.part.text.contains("sha256:") || $0.part.text.contains("sha512:") ? $0 : nil }
    }

    /// Registry and repository, as far as they are given.
    package var name: String {
        [part(.registry), part(.repository) ?? part(.reference)].compactMap { $0?.part.text }.joined(separator: "/")
    }
}

/// An image in merged values whose digest comes from an earlier file than another part.
package struct InheritedDigest: Sendable, Hashable {
    /// The image in the merged values.
    package let image: HelmValuesImage
    /// The image as merged up to the file with the digest; nil if there was only the digest.
    package let pinned: HelmValuesImage?

    package init(image: HelmValuesImage, pinned: HelmValuesImage?) {
        self.image = image
        self.pinned = pinned
    }
}
