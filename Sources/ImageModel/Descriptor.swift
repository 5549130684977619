/// A pointer to content: its type, digest and size, and what the pointing document claims about it (OCI descriptor.md).
///
/// A class, because what is read of an index, and what is made of it, share their descriptors: a fleet has them by the
/// ten thousand.
package final class Descriptor: Sendable {
    package let mediaType: String
    package let digest: ImageDigest
    /// BuildKit stores provenance and SBOMs as entries of the index; they are no images whatever platform they claim.
    package let isAttestation: Bool
    package let size: Int
    /// As claimed by an index; nil where the entry has none.
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
