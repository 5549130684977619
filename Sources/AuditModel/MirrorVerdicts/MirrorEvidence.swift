package import ImageModel

/// The evidence for the verdict over a pair, besides its digests and platforms.
package struct MirrorEvidence: Sendable, Hashable {
    /// One side, as its registry described it.
    package struct Side: Sendable, Hashable {
        package let mediaType: String
        package let platforms: [Platform]

        package init(mediaType: String, platforms: [Platform]) {
            self.mediaType = mediaType
            self.platforms = platforms
        }
    }

    /// The image in upstream's index that a flattened tag is a copy of.
    package struct Child: Sendable, Hashable {
        package let platform: Platform
        package let digest: ImageDigest

        package init(platform: Platform, digest: ImageDigest) {
            self.platform = platform
            self.digest = digest
        }
    }

    /// How much of something was copied.
    package enum CopiedExtent: String, Sendable, Hashable {
        case kept
        case partly
        case lost
    }

    /// Nil if the registry returned no image.
    package var source: Side?
    package var target: Side?
    /// Why upstream returned none, if the verdict does not depend on it.
    package var sourceFailure: ResolutionFailure?
    package var child: Child?
    /// How such a copy comes about, as a sentence fragment.
    package var cause: String?
    /// Whether BuildKit's attestations in upstream's index were copied; nil if it has none, or one side is unknown.
    package var attestations: CopiedExtent?
    /// Signatures and other artifacts that refer to the image; nil if not asked for.
    package var attachments: [Attachment]?

    package init(
        source: Side? = nil, target: Side? = nil, sourceFailure: ResolutionFailure? = nil, child: Child? = nil,
        cause: String? = nil,
        attestations: CopiedExtent? = nil, attachments: [Attachment]? = nil
    ) {
        self.source = source
        self.target = target
        self.sourceFailure = sourceFailure
        self.child = child
        self.cause = cause
        self.attestations = attestations
        self.attachments = attachments
    }

    /// A signature, SBOM or attestation that refers to upstream's image.
    package struct Attachment: Sendable, Hashable {
        package enum State: String, Sendable, Hashable {
            case identical
            case different
            case missing
            /// The mirror or upstream could not be asked.
            case unknown
        }

        /// cosign's tag (`sha256-….sig`), or the digest of an artifact that refers to the image.
        package let name: String
        /// For messages: "cosign signature", or the artifact's type.
        package let kind: String
        /// The state on the mirror.
        package let state: State

        package init(name: String, kind: String, state: State) {
            self.name = name
            self.kind = kind
            self.state = state
        }
    }

    /// Whether a signature or another artifact was not copied.
    package var hasLostAttachments: Bool {
        attachments?.contains { $0.state == .missing || $0.state == .different } == true
    }
}
