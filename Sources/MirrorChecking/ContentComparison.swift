internal import AuditModel
internal import ImageModel

/// Whether the mirror's image has upstream's content, platform by platform. Three levels, cheapest first: the manifests
/// have one digest; the configurations do (a conversion of the manifest leaves them alone); the layers are the same
/// ones in the same order (a conversion of the configuration leaves those alone).
struct ContentComparison {
    private enum Sameness {
        case same
        case different
        case undecided([Side])
        case failed(ResolutionFailure)
    }

    private enum Side {
        case source
        case target
    }

    /// The mirror's platforms whose content upstream does not have, those that only the mirror has among them.
    private(set) var different: [Platform] = []
    /// What must be read before anything can be said; empty as soon as something differs for sure.
    private(set) var open: [Inquiry] = []
    /// Why a platform could not be compared.
    private(set) var failure: ResolutionFailure?
    /// There is no platform to compare by, and the contents are not the same.
    private(set) var isUnrelated = false

    /// - Parameter required: the platforms that are read first: where one of them differs, the others need not be read.
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
        var unread: [(platform: Platform, sides: [Side])] = []
        for platform in target.platforms {
            switch Self.compare(platform, source, target) {
            case .same: break
            case .different: different.append(platform)
            case .failed(let reason): failure = failure ?? reason
            case .undecided(let sides): unread.append((platform, sides))
            }
        }
        if !different.isEmpty { return }
        let urgent = unread.filter { item in required.contains { item.platform.satisfies($0) } }
        if !urgent.isEmpty { unread = urgent }
        func inquiry(_ side: Side, _ contents: ImageContents) -> Inquiry? {
            let platforms = unread.filter { $0.sides.contains(side) }.map(\.platform)
            return platforms.isEmpty ? nil : contents.inquiry(about: platforms)
        }
        let inquiries = [inquiry(.source, source), inquiry(.target, target)].compactMap(\.self)
        open = inquiries.filter { !known.unanswered([$0]).isEmpty }
        if open.isEmpty, !inquiries.isEmpty {
            failure = failure ?? ResolutionFailure(.transient, "the manifests of its platforms were not read")
        }
    }

    private static func compare(_ platform: Platform, _ source: ImageContents, _ target: ImageContents) -> Sameness {
        guard let left = source.content(for: platform), let right = target.content(for: platform) else {
            return .different
        }
        if left.digest == right.digest { return .same }
        // Another digest, and nothing behind it: the mirror offers this platform in name only.
        if right.isAbsent { return .different }
        if left.isAbsent {
            return .failed(ResolutionFailure(.notFound, "upstream lists \(left.digest.short) but does not have it"))
        }
        if let failure = left.failure ?? right.failure { return .failed(failure) }
        guard let leftManifest = left.manifest, let rightManifest = right.manifest else {
            return .undecided((left.manifest == nil ? [.source] : []) + (right.manifest == nil ? [.target] : []))
        }
        return haveSameContent(leftManifest, rightManifest) ? .same : .different
    }

    private static func haveSameContent(_ left: ImageManifest, _ right: ImageManifest) -> Bool {
        if left.configuration.digest == right.configuration.digest {
            // All artifacts of a kind may share one empty configuration; it says nothing about them.
            if left.isImage && right.isImage { return true }
        }
        return !left.layers.isEmpty && left.layers.map(\.digest) == right.layers.map(\.digest)
    }
}
