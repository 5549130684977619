package import AuditModel
package import ImageModel
internal import PolicyModel

/// What pinning does besides adding digests to references without one.
package struct PinPreferences: Sendable, Hashable {
    /// Writes `repository@digest` instead of `repository:tag@digest`.
    package var dropsTag: Bool
    /// Replaces upstream's image with the mirror's copy if that is a good one, with its digest there.
    package var namesMirror: Bool
    /// Replaces the digest where its tag has moved.
    package var updatesDigests: Bool

    package init(dropsTag: Bool = false, namesMirror: Bool = false, updatesDigests: Bool = false) {
        self.dropsTag = dropsTag
        self.namesMirror = namesMirror
        self.updatesDigests = updatesDigests
    }
}

/// What pinning does with one reference.
package struct PinProposal: Sendable {
    package enum Decision: Sendable, Hashable {
        /// The reference to write, and where a digest is replaced, what changes with it: "linux/arm64 rebuilt".
        case pin(ImageReference, changes: String?)
        /// The reason, as a sentence fragment.
        case leave(String)
    }

    package let occurrence: Occurrence
    package let decision: Decision
}

extension InformedPlan {
    /// A proposal for every place that pinning could change, in the order of the inventory.
    package func pinProposals(_ preferences: PinPreferences = PinPreferences()) -> [PinProposal] {
        contexts.flatMap { context -> [PinProposal] in
            guard let decision = context.pinDecision(preferences) else { return [] }
            return context.group.uses.compactMap { use in
                use.occurrence.map { PinProposal(occurrence: $0, decision: decision) }
            }
        }
    }
}

extension ImageContext {
    /// What pinning does with the reference; nil if there is nothing to do.
    func pinDecision(_ preferences: PinPreferences = PinPreferences()) -> PinProposal.Decision? {
        guard let reference, let decision = wholeDecision(preferences) else { return nil }
        guard case .pin(let pinned, let changes) = decision, preferences.dropsTag else { return decision }
        let untagged = pinned.with(tag: nil, digest: pinned.digest)
        return untagged == reference ? nil : .pin(untagged, changes: changes)
    }

    private func wholeDecision(_ preferences: PinPreferences) -> PinProposal.Decision? {
        guard let reference else { return nil }
        if preferences.namesMirror, case .upstream(let counterpart, _) = mirror {
            return isPossible ? .leave(Self.uncertain) : mirrorDecision(counterpart)
        }
        if reference.digest != nil {
            if isPossible { return preferences == PinPreferences() ? nil : .leave(Self.uncertain) }
            if preferences.updatesDigests, let decision = updateDecision(reference) { return decision }
            return preferences.dropsTag && reference.tag != nil ? keepDecision(reference) : nil
        }
        if isPossible { return .leave(Self.uncertain) }
        if let refusedTag { return .leave(refusal(of: refusedTag)) }
        switch keepableDigest {
        case .success(let digest): return .pin(reference.with(tag: reference.tag, digest: digest), changes: nil)
        case .failure(let obstacle): return .leave(obstacle.reason)
        }
    }

    private func mirrorDecision(_ counterpart: ImageReference) -> PinProposal.Decision {
        guard let comparison = counterpartComparison else {
            return .leave(resolution?.failure?.message ?? "it was not compared with \(counterpart)")
        }
        guard isGoodCopy(comparison), let digest = comparison.targetDigest else {
            return .leave("\(counterpart.name) has no good copy of it: \(comparison.verdict.rawValue)")
        }
        if let refusedTag { return .leave(refusal(of: refusedTag)) }
        return .pin(comparison.target.with(tag: reference?.tag, digest: digest), changes: nil)
    }

    /// The digest is kept and the tag dropped, if the digest is that of the whole image.
    private func keepDecision(_ reference: ImageReference) -> PinProposal.Decision {
        switch keepableDigest {
        case .success(reference.digest): .pin(reference, changes: nil)
        case .success: .leave("its digest is that of a single platform, not of the whole image")
        case .failure(let obstacle): .leave(obstacle.reason)
        }
    }

    /// The digest that the tag now resolves to, if that image meets the requirements of a new pin.
    private func updateDecision(_ reference: ImageReference) -> PinProposal.Decision? {
        guard let tagReference, let tagged = known[tagReference], tagged.digest != reference.digest else { return nil }
        if let refusedTag { return .leave(refusal(of: refusedTag)) }
        if let failure = tagged.failure { return .leave("its tag does not resolve: \(failure.message)") }
        let lost = required.filter { platform in !tagged.coverage.contains { $0.satisfies(platform) } }
        guard lost.isEmpty, let digest = tagged.digest else {
            return .leave("its tag now resolves to an image without \(Wording.list(lost))")
        }
        let changes = resolution.map { PinDrift.changes($0, tagged) }
        return .pin(reference.with(tag: reference.tag, digest: digest), changes: changes)
    }

    /// The reference to deploy, with a digest; nil if no digest is fit to pin. A refused tag is left out.
    var pinned: ImageReference? {
        guard let reference, case .success(let digest) = keepableDigest else { return nil }
        return reference.with(tag: refusedTag == nil ? reference.tag : nil, digest: digest)
    }

    private static let uncertain = "it may not be an image"

    private func refusal(of tag: String) -> String {
        reference?.tag == nil
            ? "it has no tag, which means `\(tag)`; the policy refuses that tag"
            : "the policy refuses its tag `\(tag)`, even beside a digest"
    }

    /// Why an image is not fit to pin, as a sentence fragment.
    private struct Obstacle: Error {
        let reason: String
    }

    /// The digest of the whole image, if it runs on every required platform.
    private var keepableDigest: Result<ImageDigest, Obstacle> {
        func obstacle(_ reason: String) -> Result<ImageDigest, Obstacle> { .failure(Obstacle(reason: reason)) }
        if let failure = resolution?.failure { return obstacle(failure.message) }
        guard let image = runnable, let digest = image.digest else { return obstacle("it is not a container image") }
        if case .child(let index) = pin {
            let covers = required.allSatisfy { platform in index.coverage.contains { $0.satisfies(platform) } }
            return covers ? .success(index.digest) : obstacle("its index does not cover every required platform")
        }
        if !missing.isEmpty { return obstacle("it lacks \(Wording.list(missing))") }
        guard passesCoverage else { return obstacle("a required platform of its index is missing or mislabelled") }
        return brokenCopy(image).map(obstacle) ?? .success(digest)
    }

    /// Why the mirror's copy is not fit to pin: it will be replaced, and the pin would keep the old one.
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
            // It may be one platform of an image that has more upstream.
            if case .manifest = image { return Self.notCompared }
            return nil
        }
    }

    private static let notCompared = "the mirror's copy could not be compared with upstream"
}
