package import AuditModel
package import ImageModel

/// Two names that should mean the same image, and how it came that they are compared.
package struct MirrorPair: Sendable, Hashable {
    /// What the comparison starts from: it decides how a tag beside a digest is read.
    package enum Basis: Sendable, Hashable {
        /// Both names were given.
        case given
        /// A manifest names the mirror's image.
        case mirrored
        /// A manifest names upstream's image.
        case upstream
    }

    package let source: ImageReference
    package let target: ImageReference
    package let basis: Basis
    /// The platforms whose absence from the mirror is an error.
    package var required: [Platform]
    package var places: [SourcePlace]

    package init(
        source: ImageReference, target: ImageReference, basis: Basis = .given, required: [Platform] = [],
        places: [SourcePlace] = []
    ) {
        self.source = source
        self.target = target
        self.basis = basis
        self.required = required
        self.places = places
    }

    /// How far the comparison has come.
    package func progress(known: Resolutions) -> MirrorProgress {
        switch basis {
        case .given: MirrorCheck(source: source, target: target, required: required).progress(known: known)
        case .mirrored:
            MirrorCheck.progress(ofMirrored: target, upstream: source, required: required, known: known)
        case .upstream:
            MirrorCheck.progress(ofUpstream: source, counterpart: target, required: required, known: known)
        }
    }
}
