internal import AuditModel
internal import ImageModel
internal import MirrorChecking
internal import PolicyRules
internal import RegistryAccess

extension Plan {
    /// With all the resolutions that its rules need. Answers lead to further questions; ends when there are no new ones.
    func informed(by resolver: ImageResolver) async -> InformedPlan {
        var known = Resolutions()
        while true {
            let informed = informed(by: known)
            if await resolver.resolve(informed.inquiries, into: &known) == 0 { return informed }
        }
    }
}

extension Resolutions {
    /// Asks `questions` in rounds: answers lead to further questions (the tag beside a digest that turns out to be one
    /// platform's, the children of a mirror's copy). Ends when there are no new ones.
    static func answering(
        with resolver: ImageResolver, beginningWith first: Resolutions = Resolutions(),
        _ questions: (Resolutions) -> [Inquiry]
    ) async -> Resolutions {
        var known = first
        while await resolver.resolve(questions(known), into: &known) > 0 {}
        return known
    }

    /// The first answers for comparisons: the mirror's images, and upstream's where its registry names the digest of
    /// the mirror's copy. Such an image is not read, since its bytes were hashed on the mirror's side: some registries
    /// limit how many images are read, but not how often a digest is requested.
    ///
    /// For a pair with at most one required platform, one request reads the image unless it has that digest. A request
    /// for the digest first would take a pair that differs beyond 3 requests plus 2 for the platform.
    static func beginning(_ pairs: [MirrorPair], with resolver: ImageResolver) async -> Resolutions {
        let tagged = pairs.filter { $0.source.digest == nil }
        let asked = tagged.filter { $0.required.count > 1 }.map(\.source.asked)
        async let claims = resolver.claimedDigests(of: asked)
        var known = Resolutions()
        await resolver.resolve(pairs.map { Inquiry($0.target) }, into: &known)
        var expected: [ImageReference: ImageDigest] = [:]
        for pair in tagged where pair.required.count <= 1 { expected[pair.source.asked] = known[pair.target]?.digest }
        let pinned = pairs.filter { $0.source.digest != nil && $0.source.digest == known[$0.target]?.digest }
        async let presence = resolver.claimedDigests(of: pinned.map(\.source.asked))
        let digests = await claims.merging(resolver.claimedDigests(of: expected)) { first, _ in first }
            .merging(presence) { first, _ in first }
        for pair in pairs {
            guard let mirror = known[pair.target], let digest = mirror.digest, digests[pair.source.asked] == digest
            else { continue }
            known.record(mirror, for: Inquiry(pair.source))
        }
        return known
    }
}
