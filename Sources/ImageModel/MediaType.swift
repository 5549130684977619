/// The manifest types that a registry may answer with (image-spec media-types.md and Docker's image manifest v2).
package enum MediaType {
    package static let ociIndex = "application/vnd.oci.image.index.v1+json"
    package static let ociManifest = "application/vnd.oci.image.manifest.v1+json"
    package static let ociConfiguration = "application/vnd.oci.image.config.v1+json"
    package static let dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json"
    package static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    package static let dockerConfiguration = "application/vnd.docker.container.image.v1+json"

    /// All of these are accepted in every manifest request: without the index types a registry answers with its
    /// amd64 child, and the wrong digest looks right.
    package static let manifests = [ociIndex, ociManifest, dockerManifestList, dockerManifest]

    /// The type as one of the constants above where it is one: documents by the ten thousand then share them.
    package static func shared(_ type: String) -> String { common.first { $0 == type } ?? type }

    /// What nearly all descriptors are of.
    package static let common = manifests + [ociConfiguration, dockerConfiguration]

    package static func isIndex(_ type: String) -> Bool { type == ociIndex || type == dockerManifestList }
    package static func isManifest(_ type: String) -> Bool { type == ociManifest || type == dockerManifest }
    package static func isImageConfiguration(_ type: String) -> Bool {
        type == ociConfiguration || type == dockerConfiguration
    }
}
