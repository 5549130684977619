/// An OCI image index or Docker manifest list, as parsed. The two only differ in their media types.
package struct ImageIndex: Sendable, Hashable {
    package let mediaType: String
    package let descriptors: [Descriptor]

    package init(mediaType: String, descriptors: [Descriptor]) {
        self.mediaType = mediaType
        self.descriptors = descriptors
    }
}

/// One platform's manifest (OCI image manifest or Docker schema 2), as parsed. An artifact that is not an image may
/// have the same form; see `isImage`.
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

/// A reference to content: its type, digest and size, and what the referring document claims about it (OCI
/// descriptor.md).
///
/// A class, so that parsed indexes and results share the descriptors, which a fleet has by the ten thousand.
package final class Descriptor: Sendable {
    package let mediaType: String
    package let digest: ImageDigest
    /// Provenance or an SBOM, which BuildKit stores as an entry of the index: not an image, whatever platform it
    /// claims.
    package let isAttestation: Bool
    package let size: Int
    /// As claimed by an index; nil if the entry has none.
    package let platform: Platform?
    package let artifactType: String?

    package init(
        mediaType: String, digest: ImageDigest, size: Int, platform: Platform? = nil, artifactType: String? = nil,
        isAttestation: Bool = false
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.artifactType = artifactType
        self.isAttestation = isAttestation
    }
}

extension Descriptor: Hashable {
    package static func == (left: Descriptor, right: Descriptor) -> Bool {
        left === right
            || left.digest == right.digest && left.mediaType == right.mediaType && left.size == right.size
                && left.platform == right.platform && left.artifactType == right.artifactType
                && left.isAttestation == right.isAttestation
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// The media types of manifests and configurations (image-spec media-types.md and Docker's image manifest v2).
package enum MediaType {
    package static let ociIndex = "application/vnd.oci.image.index.v1+json"
    package static let ociManifest = "application/vnd.oci.image.manifest.v1+json"
    package static let ociConfiguration = "application/vnd.oci.image.config.v1+json"
    package static let dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json"
    package static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    package static let dockerConfiguration = "application/vnd.docker.container.image.v1+json"

    /// The types that every manifest request accepts. Without the index types, a registry answers with the amd64 child
    /// of an index, and the wrong digest looks right.
    package static let manifests = [ociIndex, ociManifest, dockerManifestList, dockerManifest]

    /// The type as one of the constants above, if it is one, so that descriptors share the string.
    package static func shared(_ type: String) -> String { common.first { $0 == type } ?? type }

    /// The types of nearly all descriptors.
    package static let common = manifests + [ociConfiguration, dockerConfiguration]

    package static func isIndex(_ type: String) -> Bool { type == ociIndex || type == dockerManifestList }
    package static func isManifest(_ type: String) -> Bool { type == ociManifest || type == dockerManifest }
    package static func isImageConfiguration(_ type: String) -> Bool {
        type == ociConfiguration || type == dockerConfiguration
    }
}
