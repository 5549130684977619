package import AuditModel
package import ImageModel
internal import MirrorChecking
internal import PolicyModel

/// What is to become of one reference that has no digest.
package struct PinProposal: Sendable {
    package enum Decision: Sendable, Hashable {
        case pin(ImageReference)
        /// The reason, as a sentence fragment.
        case leave(String)
    }

    package let occurrence: Occurrence
    package let decision: Decision
}

extension Plan {
    /// A proposal for every place whose reference has no digest, in the order of the inventory.
    package func pinProposals(known: Resolutions) -> [PinProposal] {
        groups.flatMap { group -> [PinProposal] in
            let context = context(for: group.subject, known: known)
            guard let decision = context.pinDecision else { return [] }
            return group.places.compactMap { place in
                place.occurrence.map { PinProposal(occurrence: $0, decision: decision) }
            }
        }
    }
}

extension RuleContext {
    /// Whether the reference can be given a digest; nil where it has one already, or is none.
    var pinDecision: PinProposal.Decision? {
        guard let reference, reference.digest == nil else { return nil }
        if isPossible { return .leave("it is not certain that this names an image") }
        if let tag = reference.effectiveTag, policy.isFloating(tag: tag) {
            return .leave("its tag `\(tag)` floats and is refused even beside a digest")
        }
        if let failure = resolution?.failure { return .leave(failure.message) }
        guard let image = runnable, let digest = image.digest else { return .leave("it is no container image") }
        if !missing.isEmpty { return .leave("it lacks \(Wording.list(missing))") }
        guard passesCoverage else {
            return .leave("a required platform of its index cannot be pulled or is mislabelled")
        }
        if let reason = brokenCopy(image) { return .leave(reason) }
        return .pin(reference.with(tag: reference.tag, digest: digest))
    }

    /// Why the mirror's copy is not worth keeping: it will be replaced, and a pin would hold on to it.
    private func brokenCopy(_ image: Resolution) -> String? {
        guard case .mirrored(_, let progress) = mirror else { return nil }
        switch progress.comparison?.verdict {
        case .identical, .converted, .stale, .subset, .upstreamGone: return nil
        case .missing, .incomplete, .flattened, .diverged:
            return "the mirror's copy is \(progress.comparison?.verdict.rawValue ?? "broken") and will be replaced"
        case .couldNotCheck, nil:
            // Perhaps one platform of an image that has more upstream.
            if case .manifest = image { return "the mirror's copy could not be compared with upstream" }
            return nil
        }
    }
}
