internal import AuditModel
internal import ImageModel
internal import MirrorChecking
internal import RegistryAccess

extension AuditSession {
    /// Finds the signatures, SBOMs and attestations of upstream's images and whether the mirror has them. Registries are
    /// asked for their referrers first; where they have no such list, the fallback tag is read.
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
