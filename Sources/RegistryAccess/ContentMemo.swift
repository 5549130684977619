internal import HTTPTransport
internal import ImageModel

/// What a run has read, by the repository that it was read from: asking deeper, or from elsewhere in the fleet, costs
/// no second request, and a tag that moves meanwhile is one image from start to end.
final class ContentMemo: Sendable {
    struct Key: Sendable, Hashable {
        let endpoint: HTTPURL
        let repository: String
        let item: ManifestIdentifier

        /// The same repository's name for something else.
        func naming(_ item: ManifestIdentifier) -> Key { Key(endpoint: endpoint, repository: repository, item: item) }

        /// Runs have thousands of images at few endpoints.
        func hash(into hasher: inout Hasher) {
            hasher.combine(repository)
            hasher.combine(item)
        }
    }

    let manifests = SingleFlight<Key, FetchedManifest>()
    /// The platforms that configurations state.
    let platforms = SingleFlight<Key, Platform?>()
}
