package import AuditModel
package import ImageModel
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
        if let floatingTag { return .leave("its tag `\(floatingTag)` floats and is refused even beside a digest") }
        switch keepableDigest {
        case .success(let digest): return .pin(reference.with(tag: reference.tag, digest: digest))
        case .failure(let obstacle): return .leave(obstacle.reason)
        }
    }

    /// The reference to deploy, with a digest; nil where there is none worth keeping. A floating tag is left out: it
    /// would be refused.
    var pinned: ImageReference? {
        guard let reference, case .success(let digest) = keepableDigest else { return nil }
        return reference.with(tag: floatingTag == nil ? reference.tag : nil, digest: digest)
    }

    private var floatingTag: String? { reference?.effectiveTag.flatMap { policy.isFloating(tag: $0) ? $0 : nil } }

    /// Why a digest is not worth keeping, as a sentence fragment.
    private struct Obstacle: Error {
        let reason: String
    }

    /// The digest of the whole image, where that can be run on every required platform.
    private var keepableDigest: Result<ImageDigest, Obstacle> {
        func obstacle(_ reason: String) -> Result<ImageDigest, Obstacle> { .failure(Obstacle(reason: reason)) }
        if let failure = resolution?.failure { return obstacle(failure.message) }
        guard let image = runnable, let digest = image.digest else { return obstacle("it is no container image") }
        if case .child(let index) = pin {
            let covers = required.allSatisfy { platform in index.coverage.contains { $0.satisfies(platform) } }
            return covers ? .success(index.digest) : obstacle("its index does not cover every required platform")
        }
        if !missing.isEmpty { return obstacle("it lacks \(Wording.list(missing))") }
        guard passesCoverage else { return obstacle("a required platform of its index is absent or mislabelled") }
        return brokenCopy(image).map(obstacle) ?? .success(digest)
    }

    /// Why the mirror's copy is not worth keeping: it will be replaced, and a pin would hold on to it.
    private func brokenCopy(_ image: Resolution) -> String? {
        guard let comparison = mirroredComparison else {
            if case .mirrored = mirror, case .manifest = image { return Self.notCompared }
            return nil
        }
        switch comparison.verdict {
        case .identical, .converted, .stale, .subset, .upstreamGone: return nil
        case .missing, .incomplete, .flattened, .diverged:
            return "the mirror's copy is \(comparison.verdict.rawValue) and will be replaced"
        case .couldNotCheck:
            // Perhaps one platform of an image that has more upstream.
            if case .manifest = image { return Self.notCompared }
            return nil
        }
    }

    private static let notCompared = "the mirror's copy could not be compared with upstream"
}
