internal import ImageModel

/// What names a manifest in a repository: the last part of its URL.
enum ManifestIdentifier: Sendable, Hashable {
    case tag(String)
    case digest(ImageDigest)

    init(_ reference: ImageReference) {
        self = reference.digest.map { .digest($0) } ?? .tag(reference.effectiveTag ?? "latest")
    }

    var digest: ImageDigest? {
        if case .digest(let digest) = self { digest } else { nil }
    }

    var text: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }

    /// The path after the name of the repository.
    var path: String { "manifests/" + text }

    var described: String {
        switch self {
        case .tag(let tag): "tag \(tag)"
        case .digest(let digest): "manifest \(digest)"
        }
    }
}
