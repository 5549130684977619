package import ImageModel

/// A registry's answer about one reference. Everything in it comes from bytes that were hashed and match their digest.
///
/// Each case holds a pointer, because the answers are kept in several places.
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

    /// The platforms that can be pulled, as far as the children were verified: less than `coverage` where an index
    /// lists images that its repository does not have, or a platform that the image is not for.
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
    /// Entries in order; a nested index is replaced by its entries.
    package let entries: [ResolvedEntry]
    package let coverage: [Platform]
    /// Whether any child was verified.
    package let isVerified: Bool

    package init(digest: ImageDigest, mediaType: String, entries: [ResolvedEntry]) {
        self.digest = digest
        self.mediaType = mediaType
        self.entries = entries
        coverage = entries.compactMap(\.offers).distinct
        isVerified = !entries.allSatisfy(\.isUnverified)
    }

    /// The first entry that offers `platform`, as image-index.md requires of clients.
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
        /// Not asked for.
        case unverified
        /// The repository answered HEAD with 200.
        case present
        /// Listed in the index, but missing from the repository.
        case absent
        /// The manifest was read, and the configuration if the inquiry asked for it; otherwise the platform is nil.
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

    /// Whether the child was not verified.
    package var isUnverified: Bool {
        if case .unverified = child { true } else { false }
    }

    /// The platform that pulling this entry gives, as far as the child was verified.
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

    /// The platform in the child's configuration.
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
    /// Nil if it is not an image, or the configuration names no platform or was not read.
    package let platform: Platform?

    package init(digest: ImageDigest, manifest: ImageManifest, platform: Platform?) {
        self.digest = digest
        self.manifest = manifest
        self.platform = platform
    }

    package var mediaType: String { manifest.mediaType }
    package var isImage: Bool { manifest.isImage }
}

/// Why a reference could not be resolved.
package struct ResolutionFailure: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The registry says that it does not exist, to a client that may see it.
        case notFound = "not-found"
        /// The registry does not tell which.
        case absentOrPrivate = "absent-or-private"
        case authFailed = "auth-failed"
        case rateLimited = "rate-limited"
        /// Network, TLS, time-outs, server errors.
        case transient
        /// The response contradicts itself or is ambiguous.
        case protocolViolation = "protocol-violation"
        /// The request was refused, by polyarch's own rules or by the registry.
        case refused
        case invalidReference = "invalid-reference"
        /// A manifest that polyarch does not judge, such as schema 1.
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

/// The artifacts that refer to an image, as its registry lists them (OCI distribution-spec, "Listing Referrers").
package enum Referrers: Sendable, Hashable {
    case listed([Descriptor])
    /// The registry has no referrers API; the fallback tag may hold the list.
    case unsupported
    case failed(ResolutionFailure)
}
