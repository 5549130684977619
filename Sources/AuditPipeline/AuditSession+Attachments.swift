internal import AuditModel
internal import ImageModel
internal import MirrorChecking
internal import RegistryAccess

extension AuditSession {
    /// Finds out what is kept beside upstream's images and whether the mirror has it too. Registries are asked for their
    /// lists first; where they keep none, a tag stands in.
    func addAttachments(to drafts: inout [JudgedPair.Draft]) async {
        let checks = drafts.map { AttachmentCheck($0.comparison) }
        let lists = await resolver.referrers(of: checks.compactMap(\.self).flatMap(\.images))
        let known = await Resolutions.answering(with: resolver) { known in
            checks.compactMap(\.self).flatMap { $0.inquiries(known: known, lists: lists) }
        }
        for index in drafts.indices {
            drafts[index].evidence.attachments = checks[index]?.attachments(known: known, lists: lists)
        }
    }
}
