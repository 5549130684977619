internal import HTTPTransport
internal import ImageModel

/// What a run has read, by the repository that it was read from: a second question about the same content costs no
/// request, and a tag that moves meanwhile is one image from start to end.
final class RunContentCache: Sendable {
    struct Key: Sendable, Hashable {
        let endpoint: HTTPURL
        let repository: String
        let item: ManifestIdentifier

        /// Another item of the same repository.
        func naming(_ item: ManifestIdentifier) -> Key { Key(endpoint: endpoint, repository: repository, item: item) }
    }

    let manifests = SingleFlight<Key, FetchedManifest>()
    /// The platforms that image configurations state.
    let platforms = SingleFlight<Key, Platform?>()
}

/// A manifest whose bytes match its digest.
struct FetchedManifest: Sendable, Hashable {
    let digest: ImageDigest
    let size: Int
    let document: ManifestDocument
    /// Read from disk, which does not show that the repository still has it.
    var isCached = false
}
