package import AuditModel

/// How far a comparison has come: either the answers so far decide it, or something more must be asked first.
package enum MirrorProgress: Sendable, Hashable {
    case open([Inquiry])
    case decided(MirrorComparison)

    package var comparison: MirrorComparison? {
        if case .decided(let comparison) = self { comparison } else { nil }
    }

    package var inquiries: [Inquiry] {
        if case .open(let inquiries) = self { inquiries } else { [] }
    }
}
