package import ImageModel

/// What a verdict over a pair rests on, beside its digests and platforms.
package struct MirrorEvidence: Sendable, Hashable {
    /// One side as its registry described it.
    package struct Side: Sendable, Hashable {
        package let mediaType: String
        package let platforms: [Platform]

        package init(mediaType: String, platforms: [Platform]) {
            self.mediaType = mediaType
            self.platforms = platforms
        }
    }

    /// The platform's image upstream that a flattened tag is a copy of.
    package struct Child: Sendable, Hashable {
        package let platform: Platform
        package let digest: ImageDigest

        package init(platform: Platform, digest: ImageDigest) {
            self.platform = platform
            self.digest = digest
        }
    }

    /// Whether what stands beside an image came along.
    package enum Passage: String, Sendable, Hashable {
        case kept
        case partly
        case lost
    }

    /// Nil where the registry gave no image.
    package var source: Side?
    package var target: Side?
    /// Why upstream gave none, where the verdict stands all the same.
    package var sourceFailure: ResolutionFailure?
    package var child: Child?
    /// What makes a copy like this, as a sentence fragment.
    package var cause: String?
    /// Of BuildKit's attestations in upstream's index; nil where it has none, or where one side is not known.
    package var attestations: Passage?
    /// What is kept beside the image; nil where nobody asked.
    package var attachments: [Attachment]?

    package init(
        source: Side? = nil, target: Side? = nil, sourceFailure: ResolutionFailure? = nil, child: Child? = nil,
        cause: String? = nil,
        attestations: Passage? = nil, attachments: [Attachment]? = nil
    ) {
        self.source = source
        self.target = target
        self.sourceFailure = sourceFailure
        self.child = child
        self.cause = cause
        self.attestations = attestations
        self.attachments = attachments
    }

    /// A signature, SBOM or attestation that is kept beside upstream's image.
    package struct Attachment: Sendable, Hashable {
        package enum State: String, Sendable, Hashable {
            case identical
            case different
            case missing
            /// The mirror could not be asked, or upstream could not.
            case unknown
        }

        /// cosign's tag (`sha256-….sig`), or the digest of an artifact that refers to the image.
        package let name: String
        /// What it is, for people: "cosign signature", or the artifact's own type.
        package let kind: String
        /// On the mirror.
        package let state: State

        package init(name: String, kind: String, state: State) {
            self.name = name
            self.kind = kind
            self.state = state
        }
    }

    /// Whether something beside the image did not come along.
    package var hasLostAttachments: Bool {
        attachments?.contains { $0.state == .missing || $0.state == .different } == true
    }
}
