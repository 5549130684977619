internal import AuditModel
internal import ImageModel
internal import MirrorChecking
internal import RegistryAccess

extension Resolutions {
    /// Asks what `questions` need to know, round after round: answers open further questions (the tag beside a digest
    /// that turns out to be one platform's, the children of a mirror's copy). Ends when nothing new is asked.
    static func answering(
        with resolver: ImageResolver, beginningWith first: Resolutions = Resolutions(),
        _ questions: (Resolutions) -> [Inquiry]
    ) async -> Resolutions {
        var known = first
        while true {
            let open = known.unanswered(questions(known))
            if open.isEmpty { return known }
            await resolver.resolve(open, into: &known)
        }
    }

    /// What a comparison begins with: the mirror's images, and of upstream's those that have the same digest, as its
    /// registry says. Such an image has the same bytes, which were hashed on the mirror's side; only others are read,
    /// for some registries count what is read and not what is asked.
    static func beginning(_ pairs: [MirrorPair], with resolver: ImageResolver) async -> Resolutions {
        let tags = pairs.map(\.source).filter { $0.digest == nil }.map(\.asked)
        async let claims = resolver.claimedDigests(of: tags)
        var known = Resolutions()
        await resolver.resolve(pairs.map { Inquiry($0.target) }, into: &known)
        let digests = await claims
        for pair in pairs {
            guard let mirror = known[pair.target], let digest = mirror.digest, digests[pair.source.asked] == digest
            else { continue }
            known.record(mirror, for: Inquiry(pair.source))
        }
        return known
    }
}
