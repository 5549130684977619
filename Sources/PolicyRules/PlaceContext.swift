internal import AuditModel
package import ImageModel
package import PolicyModel

/// What rules about one place see.
package struct PlaceContext: Sendable {
    package let subject: AuditSubject
    package let settings: PolicySettings
    package let policy: Policy

    /// Nil where the text is no reference.
    package var reference: ImageReference? { try? subject.reference.get() }
}
