internal import AuditModel
internal import PolicyRules
internal import RegistryAccess

extension Resolutions {
    /// Asks what `plan` needs to know, round after round: answers open further questions (the tag beside a digest that
    /// turns out to be one platform's, the children of a mirror's copy). Ends when nothing new is asked.
    static func answering(_ plan: Plan, with resolver: ImageResolver) async -> Resolutions {
        var known = Resolutions()
        while true {
            let open = plan.openInquiries(known: known)
            if open.isEmpty { return known }
            await resolver.resolve(open, into: &known)
        }
    }
}
