internal import ImageModel

/// The last part of a manifest's URL.
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

    /// Behind the name of a repository.
    var path: String { "manifests/" + text }

    var described: String {
        switch self {
        case .tag(let tag): "tag \(tag)"
        case .digest(let digest): "manifest \(digest)"
        }
    }
}
