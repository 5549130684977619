/// One platform's manifest (OCI image manifest or Docker schema 2), as parsed. It may be an artifact that only borrows
/// the form: `isImage` tells.
package struct ImageManifest: Sendable, Hashable {
    package let mediaType: String
    package let configuration: Descriptor
    package let layers: [Descriptor]
    package let artifactType: String?

    package init(mediaType: String, configuration: Descriptor, layers: [Descriptor], artifactType: String? = nil) {
        self.mediaType = mediaType
        self.configuration = configuration
        self.layers = layers
        self.artifactType = artifactType
    }

    package var isImage: Bool { artifactType == nil && MediaType.isImageConfiguration(configuration.mediaType) }
}
