internal import ImageModel

/// A manifest whose bytes match its digest.
struct FetchedManifest: Sendable, Hashable {
    let digest: ImageDigest
    let size: Int
    let document: ManifestDocument
    /// From disk: it says nothing about whether the repository still has it.
    var isCached = false
}
