/// A pointer to content: its type, digest and size, and what the pointing document claims about it (OCI descriptor.md).
package struct Descriptor: Sendable, Hashable {
    package let mediaType: String
    package let digest: ImageDigest
    package let size: Int
    /// As claimed by an index; nil where the entry has none.
    package let platform: Platform?
    package let artifactType: String?
    package let annotations: [String: String]

    package init(
        mediaType: String, digest: ImageDigest, size: Int, platform: Platform? = nil, artifactType: String? = nil,
        annotations: [String: String] = [:]
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.artifactType = artifactType
        self.annotations = annotations
    }

    /// BuildKit stores provenance and SBOMs as entries of the index; they are no images whatever platform they claim.
    package var isAttestation: Bool { annotations["vnd.docker.reference.type"] != nil }
}
