package import AuditModel
package import ImageModel

/// The wish to have one occurrence name its image by digest. That the digest is a good one (the index, not one
/// platform's manifest; covered; verified on the mirror) was decided before.
package struct Pin: Sendable {
    package let occurrence: Occurrence
    package let replacement: ImageReference

    package init(_ occurrence: Occurrence, replacement: ImageReference) {
        self.occurrence = occurrence
        self.replacement = replacement
    }
}

/// An occurrence that is left alone, and why, as a sentence fragment for people.
package struct SkippedPin: Sendable {
    package let occurrence: Occurrence
    package let reason: String

    package init(_ occurrence: Occurrence, reason: String) {
        self.occurrence = occurrence
        self.reason = reason
    }
}

/// Why one pin cannot be made; what it holds is meant for people.
struct PinObstacle: Error, Hashable {
    let reason: String
}
