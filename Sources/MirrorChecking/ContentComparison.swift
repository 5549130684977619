internal import AuditModel
internal import ImageModel

/// Whether the mirror's image has upstream's content, platform by platform. Three levels, cheapest first: the manifests
/// have one digest; the configurations do (a conversion of the manifest leaves them alone); the layers are the same
/// ones in the same order (a conversion of the configuration leaves those alone).
struct ContentComparison {
    private enum Sameness: Hashable {
        case sameManifest
        case sameContent
        case different
        /// Manifests with other digests; whether they are of one type tells whether one may be the other, converted.
        case undecided([Side], isEncodedAlike: Bool)
        case failed(ResolutionFailure)
    }

    private enum Side {
        case source
        case target
    }

    private struct Unread {
        let platform: Platform
        let sides: [Side]
        let isEncodedAlike: Bool
    }

    /// The mirror's platforms whose content upstream does not have, those that only the mirror has among them.
    private(set) var different: [Platform] = []
    /// Platforms that nobody requires, of which it was not read whether they are the same.
    private(set) var uncompared: [Platform] = []
    /// What must be read before anything can be said; empty as soon as something differs for sure.
    private(set) var open: [Inquiry] = []
    /// Why a platform could not be compared.
    private(set) var failure: ResolutionFailure?
    /// There is no platform to compare by, and the contents are not the same.
    private(set) var isUnrelated = false

    /// - Parameter required: the platforms that are read; what the others are follows from them.
    init(source: ImageContents, target: ImageContents, required: [Platform], known: Resolutions) {
        guard source.resolution.failure == nil, source.resolution.digest != target.resolution.digest else { return }
        // Two single manifests are compared whatever platform they name: artifacts name none.
        if let left = source.onlyManifest, let right = target.onlyManifest {
            if !Self.haveSameContent(left, right) {
                different = target.platforms
                isUnrelated = true
            }
            return
        }
        guard !target.platforms.isEmpty else {
            isUnrelated = true
            return
        }
        var unread: [Unread] = []
        var same: [Sameness] = []
        for platform in target.platforms {
            let sameness = Self.compare(platform, source, target)
            switch sameness {
            case .sameManifest, .sameContent: same.append(sameness)
            case .different: different.append(platform)
            case .failed(let reason): failure = failure ?? reason
            case .undecided(let sides, let isEncodedAlike):
                unread.append(Unread(platform: platform, sides: sides, isEncodedAlike: isEncodedAlike))
            }
        }
        if !different.isEmpty {
            // Where one platform is known to hold something else, other manifests of other platforms are taken for
            // other contents too: to read them would cost requests and change no verdict.
            if !source.platforms.allSatisfy({ !different.contains($0) }) {
                different = (different + unread.map(\.platform)).sorted()
            }
            return
        }
        let urgent = unread.filter { item in required.contains { item.platform.satisfies($0) } }
        if urgent.isEmpty, !same.isEmpty {
            // A copy that changed nothing of one platform did not encode another one anew: it is from another build.
            let isUnchanged = same.allSatisfy { $0 == .sameManifest }
            different = unread.filter { isUnchanged && $0.isEncodedAlike }.map(\.platform)
            uncompared = unread.map(\.platform).filter { !different.contains($0) }
            return
        }
        read(urgent.isEmpty ? Array(unread.prefix(1)) : urgent, source, target, known)
    }

    private mutating func read(
        _ unread: [Unread], _ source: ImageContents, _ target: ImageContents, _ known: Resolutions
    ) {
        // The mirror's children are to be looked for anyway; upstream's are read one by one, as the first may decide.
        let next = unread.first { $0.sides.contains(.source) }?.platform
        let there = unread.filter { $0.sides.contains(.target) }.map(\.platform)
        var inquiries: [Inquiry] = []
        if let next { inquiries.append(source.inquiry(about: [next])) }
        if !there.isEmpty { inquiries.append(target.inquiry(about: there)) }
        open = inquiries.filter { !known.unanswered([$0]).isEmpty }
        if open.isEmpty, !inquiries.isEmpty {
            failure = failure ?? ResolutionFailure(.transient, "the manifests of its platforms were not read")
        }
    }

    private static func compare(_ platform: Platform, _ source: ImageContents, _ target: ImageContents) -> Sameness {
        guard let left = source.content(for: platform), let right = target.content(for: platform) else {
            return .different
        }
        if left.digest == right.digest { return .sameManifest }
        // Another digest, and nothing behind it: the mirror offers this platform in name only.
        if right.isAbsent { return .different }
        if left.isAbsent {
            return .failed(ResolutionFailure(.notFound, "upstream lists \(left.digest.short) but does not have it"))
        }
        if let failure = left.failure ?? right.failure { return .failed(failure) }
        guard let leftManifest = left.manifest, let rightManifest = right.manifest else {
            return .undecided(
                (left.manifest == nil ? [.source] : []) + (right.manifest == nil ? [.target] : []),
                isEncodedAlike: left.mediaType == right.mediaType)
        }
        return haveSameContent(leftManifest, rightManifest) ? .sameContent : .different
    }

    private static func haveSameContent(_ left: ImageManifest, _ right: ImageManifest) -> Bool {
        if left.configuration.digest == right.configuration.digest {
            // All artifacts of a kind may share one empty configuration; it says nothing about them.
            if left.isImage && right.isImage { return true }
        }
        return !left.layers.isEmpty && left.layers.map(\.digest) == right.layers.map(\.digest)
    }
}

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
