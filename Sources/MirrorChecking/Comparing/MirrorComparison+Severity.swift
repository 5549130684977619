package import AuditModel
package import ImageModel

extension MirrorComparison {
    /// The platforms of `required` that upstream has and the mirror lost.
    package func lost(of required: [Platform]) -> [Platform] {
        required.filter { platform in lost.contains { $0.satisfies(platform) } }
    }

    /// How bad the mirror's state is; nil where nothing is wrong, and where nothing is known.
    package func severity(required: [Platform]) -> Severity? {
        switch verdict {
        case .couldNotCheck: nil
        case .missing, .incomplete, .diverged: .error
        case .stale, .converted: lost(of: required).isEmpty ? .warning : .error
        case .flattened, .subset: lost(of: required).isEmpty ? .note : .error
        case .upstreamGone: .note
        case .identical: nil
        }
    }

    /// Whether the mirror's image can stand in for upstream's: every required platform there, with the same content.
    package func isGoodCopy(required: [Platform]) -> Bool {
        switch verdict {
        case .identical, .converted, .flattened, .subset: lost(of: required).isEmpty
        case .couldNotCheck, .missing, .incomplete, .upstreamGone, .stale, .diverged: false
        }
    }
}
