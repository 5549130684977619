internal import AuditModel
internal import ImageModel

/// What is known of the children that a mirror's index must have in its repository.
struct RequiredChildren {
    /// Listed by the index, not there.
    let absent: [ImageDigest]
    /// Why it is not known of some child whether it is there.
    let failure: ResolutionFailure?

    init(of mirror: Resolution, required: [Platform]) {
        guard case .index(let index) = mirror else {
            self.absent = []
            self.failure = nil
            return
        }
        var entries = required.compactMap(index.entry(for:))
        if entries.count < required.count {
            // A platform that is listed nowhere may be listed by a nested index that could not be read.
            entries += index.entries.filter { MediaType.isIndex($0.descriptor.mediaType) }
        }
        var absent: [ImageDigest] = []
        var failure: ResolutionFailure?
        for entry in entries {
            switch entry.child {
            case .absent where !absent.contains(entry.descriptor.digest): absent.append(entry.descriptor.digest)
            case .absent, .present, .read: break
            case .failed(let reason): failure = failure ?? reason
            case .unverified:
                failure =
                    failure
                    ?? ResolutionFailure(
                        .transient, "nobody asked the mirror whether it has \(entry.descriptor.digest.short)")
            }
        }
        self.absent = absent
        self.failure = failure
    }
}
