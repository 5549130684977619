package import AuditModel
internal import ImageModel

extension MirrorEvidence {
    /// What registries said about both sides of a comparison.
    package init(of comparison: MirrorComparison, known: Resolutions) {
        let upstream = known[comparison.source]
        let mirror = known[comparison.target]
        self.init(source: upstream.flatMap(Side.init), target: mirror.flatMap(Side.init))
        switch comparison.verdict {
        case .missing, .incomplete: sourceFailure = upstream?.failure
        default: break
        }
        guard let upstream, let mirror, upstream.failure == nil, mirror.failure == nil else { return }
        let trace = CopyTrace(upstream: upstream, mirror: mirror)
        child = comparison.verdict == .flattened ? trace.child : nil
        cause = trace.cause(of: comparison.verdict)
        attestations = trace.attestations
    }
}

extension MirrorEvidence.Side {
    fileprivate init?(_ resolution: Resolution) {
        guard let mediaType = resolution.mediaType else { return nil }
        self.init(mediaType: mediaType, platforms: resolution.coverage)
    }
}
