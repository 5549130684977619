internal import AuditModel
package import ContentStore
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// What is answered from disk, and whether the network may be used.
package struct ContentCache: Sendable {
    let store: ContentStore?
    /// No requests are sent; content that is not cached cannot be checked.
    let isOffline: Bool

    package init(store: ContentStore? = nil, isOffline: Bool = false) {
        self.store = store
        self.isOffline = isOffline
    }

    /// The manifest that was kept under that name, if its bytes still match.
    func manifest(_ key: RunContentCache.Key) -> FetchedManifest? {
        guard let store, let meaning = store.meaning(of: Self.name(key)), let bytes = store.content(meaning.digest),
            let document = try? ManifestDecoder.decode(bytes, contentType: meaning.contentType)
        else { return nil }
        return FetchedManifest(digest: meaning.digest, size: bytes.count, document: document, isCached: true)
    }

    /// The digest that a tag had last. It only decides between HEAD and GET.
    func lastDigest(_ key: RunContentCache.Key) -> ImageDigest? { store?.meaning(of: Self.name(key))?.digest }

    func configuration(_ descriptor: Descriptor, _ key: RunContentCache.Key) -> [UInt8]? {
        guard store?.meaning(of: Self.name(key)) != nil, let bytes = store?.content(descriptor.digest),
            bytes.count == descriptor.size
        else { return nil }
        return bytes
    }

    /// Keeps a reply whose bytes have `digest`, under the requested name and under its digest. Both names contain the
    /// repository, for the same bytes in another one prove nothing about it.
    func keep(_ reply: TransferReply, _ digest: ImageDigest, _ key: RunContentCache.Key) {
        guard let store else { return }
        store.keep(reply.body, digest: digest)
        let type = reply.fields[.contentType].map(ManifestDecoder.simplified)
        let meaning = ContentStore.Meaning(digest: digest, contentType: type)
        store.remember(meaning, as: Self.name(key))
        store.remember(meaning, as: Self.name(key.naming(.digest(digest))))
    }

    func missing(_ what: String) -> ResolutionFailure {
        ResolutionFailure(.transient, "\(what) is not in the cache, and --offline makes no network requests")
    }

    private static func name(_ key: RunContentCache.Key) -> String {
        "\(key.endpoint)/\(key.repository)\n\(key.item.text)"
    }
}
