/// An OCI image index or Docker manifest list, as parsed; the two differ in media types only.
package struct ImageIndex: Sendable, Hashable {
    package let mediaType: String
    package let descriptors: [Descriptor]

    package init(mediaType: String, descriptors: [Descriptor]) {
        self.mediaType = mediaType
        self.descriptors = descriptors
    }
}
