internal import AuditModel
internal import ImageModel

/// One side of a comparison, platform by platform.
struct ImageContents {
    /// What one platform's image is, as far as it was read.
    struct Content {
        let digest: ImageDigest
        let mediaType: String
        let manifest: ImageManifest?
        /// Why the manifest could not be read.
        let failure: ResolutionFailure?
        /// The index lists it, the repository does not have it.
        let isAbsent: Bool
    }

    let reference: ImageReference
    let resolution: Resolution

    var platforms: [Platform] { resolution.coverage }

    /// The manifest of an image that is no index.
    var onlyManifest: ImageManifest? {
        if case .manifest(let manifest) = resolution { manifest.manifest } else { nil }
    }

    func content(for platform: Platform) -> Content? {
        switch resolution {
        case .manifest(let manifest):
            guard manifest.platform == platform else { return nil }
            return Content(
                digest: manifest.digest, mediaType: manifest.mediaType, manifest: manifest.manifest, failure: nil,
                isAbsent: false)
        case .index(let index):
            guard let entry = index.entries.first(where: { $0.offers == platform }) else { return nil }
            let (manifest, failure): (ImageManifest?, ResolutionFailure?) =
                switch entry.child {
                case .read(let manifest): (manifest.manifest, nil)
                case .failed(let failure): (nil, failure)
                case .absent, .unverified, .present: (nil, nil)
                }
            return Content(
                digest: entry.descriptor.digest, mediaType: entry.descriptor.mediaType, manifest: manifest,
                failure: failure, isAbsent: entry.child == .absent)
        case .failed: return nil
        }
    }

    func inquiry(about platforms: [Platform]) -> Inquiry {
        Inquiry(reference, depth: .manifests, platforms: platforms)
    }
}
