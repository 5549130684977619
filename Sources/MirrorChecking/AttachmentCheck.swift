package import AuditModel
package import ImageModel

/// Checks whether signatures and other artifacts of an image were copied with it: cosign's tags, which are derived from
/// the image's digest, and referrers, by the registry's API or the fallback tag.
///
/// Only artifacts of the whole image are checked; single platforms may have signatures of their own.
package struct AttachmentCheck: Sendable {
    private static let cosign = [
        (suffix: "sig", kind: "cosign signature"), (suffix: "att", kind: "cosign attestation"),
        (suffix: "sbom", kind: "cosign SBOM"),
    ]

    private let source: ImageReference
    private let target: ImageReference
    private let digest: ImageDigest

    /// Nil unless both images exist.
    package init?(_ comparison: MirrorComparison) {
        guard let digest = comparison.sourceDigest, comparison.targetDigest != nil else { return nil }
        self.source = comparison.source
        self.target = comparison.target
        self.digest = digest
    }

    /// The images whose referrers must be listed.
    package var images: [ImageReference] { [source, target].map { $0.with(tag: nil, digest: digest) } }

    /// The tags to look up next.
    package func inquiries(known: Resolutions, lists: [ImageReference: Referrers]) -> [Inquiry] {
        var inquiries = Self.cosign.map { Inquiry(tag($0.suffix, of: source)) }
        // The mirror is only asked for what upstream has.
        for (suffix, _) in Self.cosign where known[tag(suffix, of: source)]?.failure == nil {
            if known[tag(suffix, of: source)] != nil { inquiries.append(Inquiry(tag(suffix, of: target))) }
        }
        for side in [source, target] where isUnsupported(side, lists) { inquiries.append(Inquiry(tag(nil, of: side))) }
        return known.unanswered(inquiries)
    }

    /// Sorted: cosign's first, then by name.
    package func attachments(known: Resolutions, lists: [ImageReference: Referrers]) -> [MirrorEvidence.Attachment] {
        tagged(known) + referring(known, lists)
    }

    private func tagged(_ known: Resolutions) -> [MirrorEvidence.Attachment] {
        Self.cosign.compactMap { suffix, kind in
            let name = tag(suffix, of: source)
            guard let upstream = known[name], upstream.failure?.kind != .notFound else { return nil }
            let state: MirrorEvidence.Attachment.State
            switch known[tag(suffix, of: target)] {
            case .failed(let failure) where failure.kind == .notFound: state = .missing
            case _ where upstream.failure != nil: state = .unknown
            case .index(let index): state = index.digest == upstream.digest ? .identical : .different
            case .manifest(let manifest): state = manifest.digest == upstream.digest ? .identical : .different
            case .failed, nil: state = .unknown
            }
            return MirrorEvidence.Attachment(name: name.tag ?? "", kind: kind, state: state)
        }
    }

    private func referring(
        _ known: Resolutions, _ lists: [ImageReference: Referrers]
    ) -> [MirrorEvidence.Attachment] {
        switch list(of: source, known, lists) {
        case .failure:
            return [MirrorEvidence.Attachment(name: digest.description, kind: "referrers list", state: .unknown)]
        case .success(let upstream):
            let mirror = list(of: target, known, lists)
            let held = (try? mirror.get()).map { Set($0.map(\.digest)) }
            return upstream.sorted { $0.digest.description < $1.digest.description }.map { descriptor in
                MirrorEvidence.Attachment(
                    name: descriptor.digest.description, kind: descriptor.artifactType ?? "artifact",
                    state: held.map { $0.contains(descriptor.digest) ? .identical : .missing } ?? .unknown)
            }
        }
    }

    private func list(
        of side: ImageReference, _ known: Resolutions, _ lists: [ImageReference: Referrers]
    ) -> Result<[Descriptor], ResolutionFailure> {
        switch lists[side.with(tag: nil, digest: digest)] {
        case .listed(let descriptors): return .success(descriptors)
        case .failed(let failure): return .failure(failure)
        case nil: return .failure(ResolutionFailure(.transient, "the registry was not asked"))
        case .unsupported: break
        }
        switch known[tag(nil, of: side)] {
        case .index(let index): return .success(index.entries.map(\.descriptor))
        case .manifest: return .success([])
        case .failed(let failure): return failure.kind == .notFound ? .success([]) : .failure(failure)
        case nil: return .failure(ResolutionFailure(.transient, "the registry was not asked"))
        }
    }

    private func isUnsupported(_ side: ImageReference, _ lists: [ImageReference: Referrers]) -> Bool {
        lists[side.with(tag: nil, digest: digest)] == .unsupported
    }

    /// `sha256-….sig`; without a suffix, the fallback tag of the referrers API.
    private func tag(_ suffix: String?, of side: ImageReference) -> ImageReference {
        let name = "\(digest.algorithm.rawValue)-\(digest.hex)"
        return side.with(tag: suffix.map { name + "." + $0 } ?? name, digest: nil)
    }
}
