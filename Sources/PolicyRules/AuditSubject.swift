package import AuditModel
package import ImageModel
internal import PolicyModel

/// Something to judge: an occurrence in a file, or an image named on the command line.
package struct AuditSubject: Sendable {
    package let text: String
    package let reference: Result<ImageReference, ReferenceError>
    /// Nil for the command line.
    package let occurrence: Occurrence?

    package init(_ occurrence: Occurrence) {
        self.text = occurrence.text
        self.reference = occurrence.reference
        self.occurrence = occurrence
    }

    package init(named text: String) {
        self.text = text
        self.reference = Result { () throws(ReferenceError) in try ImageReference(text) }
        self.occurrence = nil
    }

    var scheduling: SchedulingConstraint { occurrence?.scheduling ?? .none }
    var isPossible: Bool { occurrence?.confidence == .possible }

    /// Where it is, as policies tell places apart.
    var place: Place {
        guard let object = occurrence?.object else { return Place() }
        return Place(file: object.file, kind: object.kind, namespace: object.namespace, name: object.name)
    }

    /// Where the finding of `rule` about this subject is.
    func location(of rule: RuleID) -> FindingLocation {
        let object = occurrence?.object
        var hash = StableHash()
        for field in [
            rule.name, object?.file, object?.kind, object?.namespace, object?.name, occurrence?.container,
            (try? reference.get().name) ?? text,
        ] {
            hash.combine(field ?? "")
        }
        return FindingLocation(
            file: object?.file, position: occurrence?.position, path: occurrence?.path, kind: object?.kind,
            namespace: object?.namespace, name: object?.name, fingerprint: hash.hex)
    }
}
