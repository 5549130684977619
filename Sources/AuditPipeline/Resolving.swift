internal import AuditModel
internal import RegistryAccess

extension Resolutions {
    /// Asks what `questions` need to know, round after round: answers open further questions (the tag beside a digest
    /// that turns out to be one platform's, the children of a mirror's copy). Ends when nothing new is asked.
    static func answering(
        with resolver: ImageResolver, _ questions: (Resolutions) -> [Inquiry]
    ) async -> Resolutions {
        var known = Resolutions()
        while true {
            let open = known.unanswered(questions(known))
            if open.isEmpty { return known }
            await resolver.resolve(open, into: &known)
        }
    }
}
