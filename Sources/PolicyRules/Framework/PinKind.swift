package import AuditModel

/// What a digest in a reference pins.
package enum PinKind: Sendable {
    /// There is no digest, or it does not resolve to an image.
    case unknown
    /// An index, or an image that never was one of several.
    case whole
    /// One platform of the index that the tag names.
    case child(of: ResolvedIndex)
    /// A single manifest that lacks platforms, with no tag left that would tell what it belongs to.
    case probablyChild
    /// The tag must be asked for.
    case open(Inquiry)
    /// The tag was asked for, and did not answer.
    case undecided(ResolutionFailure)
}
