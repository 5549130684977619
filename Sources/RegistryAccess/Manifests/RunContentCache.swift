internal import HTTPTransport
internal import ImageModel

/// What a run has read, by the repository that it was read from: asking deeper, or from elsewhere in the fleet, costs
/// no second request, and a tag that moves meanwhile is one image from start to end.
final class RunContentCache: Sendable {
    /// A class, because it is handed from one to the other for as long as a request takes.
    final class Key: Sendable {
        let endpoint: HTTPURL
        let repository: String
        let item: ManifestIdentifier
        private let hash: Int

        init(endpoint: HTTPURL, repository: String, item: ManifestIdentifier) {
            self.endpoint = endpoint
            self.repository = repository
            self.item = item
            // Runs have thousands of images at few endpoints.
            var hasher = Hasher()
            hasher.combine(repository)
            hasher.combine(item)
            hash = hasher.finalize()
        }

        /// The same repository's name for something else.
        func naming(_ item: ManifestIdentifier) -> Key { Key(endpoint: endpoint, repository: repository, item: item) }
    }

    let manifests = SingleFlight<Key, FetchedManifest>()
    /// The platforms that configurations state.
    let platforms = SingleFlight<Key, Platform?>()
}

extension RunContentCache.Key: Hashable {
    static func == (left: RunContentCache.Key, right: RunContentCache.Key) -> Bool {
        left === right
            || left.hash == right.hash && left.item == right.item && left.repository == right.repository
                && left.endpoint == right.endpoint
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// A manifest whose bytes match its digest.
struct FetchedManifest: Sendable, Hashable {
    let digest: ImageDigest
    let size: Int
    let document: ManifestDocument
    /// From disk: it says nothing about whether the repository still has it.
    var isCached = false
}
