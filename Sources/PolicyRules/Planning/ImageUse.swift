package import AuditModel
package import ImageModel
package import PolicyModel

/// One use of an image to judge: an occurrence in a file, a name on the command line, or a tag that the policy watches.
package final class ImageUse: Sendable {
    package let text: String
    package let reference: Result<ImageReference, ReferenceError>
    /// Nil for the command line and for watched tags.
    package let occurrence: Occurrence?
    /// Nil unless the policy watches this tag.
    package let watched: WatchedImage?

    package init(_ occurrence: Occurrence) {
        self.text = occurrence.text
        self.reference = occurrence.reference
        self.occurrence = occurrence
        self.watched = nil
    }

    package init(named text: String) {
        self.text = text
        self.reference = Result { () throws(ReferenceError) in try ImageReference(text) }
        self.occurrence = nil
        self.watched = nil
    }

    package init(_ watched: WatchedImage) {
        self.text = watched.reference.description
        self.reference = .success(watched.reference)
        self.occurrence = nil
        self.watched = watched
    }

    var scheduling: SchedulingConstraint { occurrence?.scheduling ?? .none }
    var isPossible: Bool { occurrence?.confidence == .possible }

    /// Where it is, as policies match places.
    var place: Place {
        guard let object = occurrence?.object else { return Place() }
        return Place(
            file: object.file, kind: object.kind, namespace: object.namespace, name: object.name,
            application: object.metadata.group)
    }

    /// Where the finding of `rule` about this use is.
    func location(of rule: RuleID) -> FindingLocation {
        let object = occurrence?.object
        var hash = StableHash()
        for field in [
            rule.name, object?.file ?? watched?.origin?.file, object?.kind, object?.namespace, object?.name,
            occurrence?.container,
            (try? reference.get().name) ?? text,
        ] {
            hash.combine(field ?? "")
        }
        return FindingLocation(
            file: object?.file ?? watched?.origin?.file,
            position: occurrence?.position ?? watched?.origin?.position, path: occurrence?.path, kind: object?.kind,
            namespace: object?.namespace, name: object?.name, fingerprint: hash.hex)
    }
}
