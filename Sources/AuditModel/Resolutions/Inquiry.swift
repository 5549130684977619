package import ImageModel

/// How deep a resolution goes; each level includes the ones before it.
package enum VerificationDepth: String, Sendable, Hashable, Comparable, CaseIterable {
    /// The index, or the single manifest with its configuration.
    case index
    /// Each required child is present in the repository (HEAD).
    case children
    /// Each required child's manifest is read: enough to compare contents, and proof that the child is present.
    case manifests
    /// Each required child's manifest and configuration are read and compared with what the index claims.
    case config

    package static func < (left: VerificationDepth, right: VerificationDepth) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .index: 0
        case .children: 1
        case .manifests: 2
        case .config: 3
        }
    }
}

/// One question for a registry: what does this reference resolve to, verified how deep?
package struct Inquiry: Sendable, Hashable {
    /// By digest if there is one, else by tag.
    package let reference: ImageReference
    package let depth: VerificationDepth
    /// The platforms whose children `depth` is about; empty means every child that is an image.
    package let platforms: [Platform]

    package init(_ reference: ImageReference, depth: VerificationDepth = .index, platforms: [Platform] = []) {
        self.reference = reference.asked
        self.depth = depth
        self.platforms = depth == .index ? [] : platforms.distinct
    }
}

extension ImageReference {
    /// The reference as it is requested, and as answers are stored: by digest alone if there is one (a tag beside it is
    /// for people), else by tag.
    package var asked: ImageReference {
        if (digest == nil) != (tag == nil) { return self }
        return digest == nil ? with(tag: effectiveTag, digest: nil) : with(tag: nil, digest: digest)
    }
}
