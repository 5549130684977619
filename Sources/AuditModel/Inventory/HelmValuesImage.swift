/// An image that Helm values make together, laid over each other file by file, and which file decided each part of it.
package struct HelmValuesImage: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package let file: String
        /// The file's place among the layers, from 0.
        package let layer: Int
        package let part: Occurrence.Part

        package init(file: String, layer: Int, part: Occurrence.Part) {
            self.file = file
            self.layer = layer
            self.part = part
        }
    }

    /// What the parts come to, joined.
    package let text: String
    /// The first is the repository, or the whole reference.
    package let parts: [Part]
    /// The field for a tag, where it is there and says nothing: the chart's template has a default.
    package let emptyTag: Part?

    package init(text: String, parts: [Part], emptyTag: Part? = nil) {
        self.text = text
        self.parts = parts
        self.emptyTag = emptyTag
    }

    package func part(_ role: Occurrence.Role) -> Part? { parts.first { $0.part.role == role } }

    /// The part that holds the digest: a field of its own, or the tag where that brought one along.
    package var digestPart: Part? {
        part(.digest).flatMap { $0.part.saysNothing ? nil : $0 }
            ?? part(.tag).flatMap { $0.part.text.contains("sha256:") || $0.part.text.contains("sha512:") ? $0 : nil }
    }

    /// Registry and repository, as far as they are said.
    package var name: String {
        [part(.registry), part(.repository) ?? part(.reference)].compactMap { $0?.part.text }.joined(separator: "/")
    }
}

/// An image of layered values whose digest was decided by an earlier file than the rest of it.
package struct InheritedDigest: Sendable, Hashable {
    /// As all files together make it.
    package let image: HelmValuesImage
    /// As it was when the file that decides the digest was the last; nil where it said nothing but the digest.
    package let pinned: HelmValuesImage?

    package init(image: HelmValuesImage, pinned: HelmValuesImage?) {
        self.image = image
        self.pinned = pinned
    }
}
