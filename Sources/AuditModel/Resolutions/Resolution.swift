package import ImageModel

/// What a registry said about one reference. Everything in it comes from bytes that were hashed and match their digest.
///
/// A pointer in every case, because a fleet's answers are kept in more than one place.
package enum Resolution: Sendable, Hashable {
    case index(ResolvedIndex)
    indirect case manifest(ResolvedManifest)
    indirect case failed(ResolutionFailure)

    package var digest: ImageDigest? {
        switch self {
        case .index(let index): index.digest
        case .manifest(let manifest): manifest.digest
        case .failed: nil
        }
    }

    /// The platforms that the image offers, sorted, each once.
    package var coverage: [Platform] {
        switch self {
        case .index(let index): index.coverage
        case .manifest(let manifest): manifest.isImage ? manifest.platform.map { [$0] } ?? [] : []
        case .failed: []
        }
    }

    /// The platforms that can be had as far as the children were looked into: less than `coverage` where an index
    /// lists what its repository does not have, or names a platform that the image is not for.
    package var delivered: [Platform] {
        guard case .index(let index) = self, index.isVerified else { return coverage }
        return index.entries.compactMap(\.delivers).distinct
    }

    package var failure: ResolutionFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

/// An OCI index or Docker manifest list whose bytes match `digest`.
package final class ResolvedIndex: Sendable {
    package let digest: ImageDigest
    package let mediaType: String
    /// Entries in the registry's order; those of nested indexes stand in the place of the nested index.
    package let entries: [ResolvedEntry]
    package let coverage: [Platform]
    /// Whether anybody looked into one of the children.
    package let isVerified: Bool

    package init(digest: ImageDigest, mediaType: String, entries: [ResolvedEntry]) {
        self.digest = digest
        self.mediaType = mediaType
        self.entries = entries
        coverage = entries.compactMap(\.offers).distinct
        isVerified = !entries.allSatisfy(\.isUnverified)
    }

    /// The first entry that offers `platform`, as image-index.md has clients choose.
    package func entry(for platform: Platform) -> ResolvedEntry? {
        entries.first { $0.offers?.satisfies(platform) == true }
    }

    package func contains(_ digest: ImageDigest) -> Bool {
        entries.contains { $0.descriptor.digest == digest || $0.nestedIn.contains(digest) }
    }
}

extension ResolvedIndex: Hashable {
    package static func == (left: ResolvedIndex, right: ResolvedIndex) -> Bool {
        left === right
            || left.digest == right.digest && left.mediaType == right.mediaType && left.entries == right.entries
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// One entry of an index and what is known of the child that it points to.
package struct ResolvedEntry: Sendable, Hashable {
    package enum Child: Sendable, Hashable {
        /// Nobody asked.
        case unverified
        /// The repository answered HEAD with 200.
        case present
        /// The index lists it, the repository does not have it.
        case absent
        /// The manifest was read, and the configuration where the inquiry goes that deep: else no platform is stated.
        indirect case read(ResolvedManifest)
        case failed(ResolutionFailure)
    }

    package let descriptor: Descriptor
    /// The nested indexes between the root and this entry, outermost first.
    package let nestedIn: [ImageDigest]
    package let child: Child

    package init(descriptor: Descriptor, nestedIn: [ImageDigest] = [], child: Child = .unverified) {
        self.descriptor = descriptor
        self.nestedIn = nestedIn
        self.child = child
    }

    /// The platform that this entry covers: the one that the index claims; where it claims none, the configuration's.
    /// Attestations, artifacts and unknown platforms cover nothing.
    package var offers: Platform? {
        guard !descriptor.isAttestation, descriptor.artifactType == nil, MediaType.isManifest(descriptor.mediaType)
        else { return nil }
        if let platform = descriptor.platform { return platform.isUnknown ? nil : platform }
        return stated
    }

    /// Whether nobody looked into the child.
    package var isUnverified: Bool {
        if case .unverified = child { true } else { false }
    }

    /// The platform that pulling this entry gives, as far as the child was looked into.
    package var delivers: Platform? {
        guard let offers else { return nil }
        switch child {
        case .unverified, .present, .failed: return offers
        case .absent: return nil
        case .read: return isMismatch ? stated : offers
        }
    }

    /// Whether the image's configuration is for another system or architecture than the index claims. Variants are not
    /// compared: many configurations leave theirs out.
    package var isMismatch: Bool {
        guard let claimed = descriptor.platform, case .read(let manifest) = child, let stated = manifest.platform else {
            return false
        }
        return claimed.operatingSystem != stated.operatingSystem || claimed.architecture != stated.architecture
    }

    /// What the child's configuration says.
    private var stated: Platform? {
        guard case .read(let manifest) = child, manifest.isImage, let platform = manifest.platform, !platform.isUnknown
        else { return nil }
        return platform
    }
}

/// One platform's manifest whose bytes match `digest`, with the platform that its configuration states.
package struct ResolvedManifest: Sendable, Hashable {
    package let digest: ImageDigest
    package let manifest: ImageManifest
    /// Nil for what is no image, where the configuration names no platform, and where nobody read it.
    package let platform: Platform?

    package init(digest: ImageDigest, manifest: ImageManifest, platform: Platform?) {
        self.digest = digest
        self.manifest = manifest
        self.platform = platform
    }

    package var mediaType: String { manifest.mediaType }
    package var isImage: Bool { manifest.isImage }
}

/// Why a registry could not say what a reference is.
package struct ResolutionFailure: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The registry, asked with rights to see it, says that it does not exist.
        case notFound = "not-found"
        /// The registry refuses to say which.
        case absentOrPrivate = "absent-or-private"
        case authFailed = "auth-failed"
        case rateLimited = "rate-limited"
        /// Network, TLS, time-outs, server errors.
        case transient
        /// The registry lied or is ambiguous.
        case protocolViolation = "protocol-violation"
        /// Our own rules stopped the request, or the registry does not take it.
        case refused
        case invalidReference = "invalid-reference"
        /// Something real that polyarch does not judge, such as a schema 1 manifest.
        case unsupported
    }

    package let kind: Kind
    /// A sentence for people, free of secrets; not yet escaped for any output.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// What a registry lists of the artifacts that refer to an image (OCI distribution-spec, "Listing Referrers").
package enum Referrers: Sendable, Hashable {
    case listed([Descriptor])
    /// The registry does not have this interface; a tag made of the digest may hold the list.
    case unsupported
    case failed(ResolutionFailure)
}
