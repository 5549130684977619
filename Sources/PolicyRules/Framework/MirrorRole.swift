package import ImageModel
package import MirrorChecking

/// What an image has to do with the policy's mirror.
///
/// Indirect, because a comparison is large and few images have one.
package indirect enum MirrorRole: Sendable {
    /// No mirror, none expected, or none whose upstream is known.
    case unrelated
    /// Named on the mirror; `upstream` is what it copies.
    case mirrored(upstream: ImageReference, MirrorProgress)
    /// Named upstream, where the policy prefers the mirror's counterpart.
    case upstream(counterpart: ImageReference, MirrorProgress)

    package var progress: MirrorProgress? {
        switch self {
        case .unrelated: nil
        case .mirrored(_, let progress), .upstream(_, let progress): progress
        }
    }
}
