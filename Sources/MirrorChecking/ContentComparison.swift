internal import AuditModel
internal import ImageModel

/// Compares the content of the mirror's image with upstream's, platform by platform. In order of cost: equal manifest
/// digests; equal configuration digests (converting a manifest keeps them); equal layers in the same order (converting
/// a configuration keeps them).
struct ContentComparison {
    private enum Sameness: Hashable {
        case sameManifest
        case sameContent
        case different
        /// The manifests have different digests and must be read. If they have the same media type, neither is a
        /// conversion of the other.
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

    /// The mirror's platforms whose content upstream does not have, including those that only the mirror has.
    private(set) var different: [Platform] = []
    /// Platforms that are not required and were not compared.
    private(set) var uncompared: [Platform] = []
    /// The manifests to read before anything can be decided; empty as soon as a difference is certain.
    private(set) var open: [Inquiry] = []
    /// Why a platform could not be compared.
    private(set) var failure: ResolutionFailure?
    /// There is no platform to compare, and the contents differ.
    private(set) var isUnrelated = false

    /// - Parameter required: the platforms that are read; the others are inferred from them.
    init(source: ImageContents, target: ImageContents, required: [Platform], known: Resolutions) {
        guard source.resolution.failure == nil, source.resolution.digest != target.resolution.digest else { return }
        // Two single manifests are compared whatever their platform: artifacts have none.
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
            // If one platform differs, manifests of other platforms with different digests count as different too:
            // reading them would cost requests and not change the verdict.
            if !source.platforms.allSatisfy({ !different.contains($0) }) {
                different = (different + unread.map(\.platform)).sorted()
            }
            return
        }
        let requiredUnread = unread.filter { item in required.contains { item.platform.satisfies($0) } }
        if requiredUnread.isEmpty, !same.isEmpty {
            // A copy that left one platform unchanged did not re-encode another: that one is from another build.
            let isUnchanged = same.allSatisfy { $0 == .sameManifest }
            different = unread.filter { isUnchanged && $0.isEncodedAlike }.map(\.platform)
            uncompared = unread.map(\.platform).filter { !different.contains($0) }
            return
        }
        read(requiredUnread.isEmpty ? Array(unread.prefix(1)) : requiredUnread, source, target, known)
    }

    private mutating func read(
        _ unread: [Unread], _ source: ImageContents, _ target: ImageContents, _ known: Resolutions
    ) {
        // The mirror's children must be verified anyway; upstream's are read one by one, since the first may decide.
        let next = unread.first { $0.sides.contains(.source) }?.platform
        let onMirror = unread.filter { $0.sides.contains(.target) }.map(\.platform)
        var inquiries: [Inquiry] = []
        if let next { inquiries.append(source.inquiry(about: [next])) }
        if !onMirror.isEmpty { inquiries.append(target.inquiry(about: onMirror)) }
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
        // The mirror lists this platform under another digest, and does not have it.
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
            // Artifacts may share one empty configuration, which tells nothing about their content.
            if left.isImage && right.isImage { return true }
        }
        return !left.layers.isEmpty && left.layers.map(\.digest) == right.layers.map(\.digest)
    }
}

/// One side of a comparison, platform by platform.
struct ImageContents {
    /// One platform's image, as far as it was read.
    struct Content {
        let digest: ImageDigest
        let mediaType: String
        let manifest: ImageManifest?
        /// Why the manifest could not be read.
        let failure: ResolutionFailure?
        /// Listed in the index, but missing from the repository.
        let isAbsent: Bool
    }

    let reference: ImageReference
    let resolution: Resolution

    var platforms: [Platform] { resolution.coverage }

    /// The manifest of an image that is not an index.
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
