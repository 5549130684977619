package import AuditModel
package import ImageModel

/// The wish to have one occurrence name its image by digest. That the digest is a good one (the index, not one
/// platform's manifest; covered; verified on the mirror) was decided before.
package struct Pin: Sendable {
    package let occurrence: Occurrence
    package let replacement: ImageReference
    /// The key of a digest, where there is no field for one yet and it is known that one is understood there.
    package let digestKey: String?
    /// Labels of what is made of the values around the occurrence: no tag that they repeat may get a digest.
    package var labels: [String: String]

    package init(
        _ occurrence: Occurrence, replacement: ImageReference, digestKey: String? = nil, labels: [String: String] = [:]
    ) {
        self.occurrence = occurrence
        self.replacement = replacement
        self.digestKey = occurrence.digestKey ?? digestKey
        let own = occurrence.object.metadata.labels.merging(occurrence.workload?.labels ?? [:]) { first, _ in first }
        self.labels = own.merging(labels) { first, _ in first }
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
package struct PinObstacle: Error, Hashable {
    package let reason: String

    static let noDigest = PinObstacle(reason: "there is no digest to pin it to")
    static let uncertain = PinObstacle(reason: "it is not certain that this names an image")
    static let changedFile = PinObstacle(reason: "the file has changed since it was read")

    package init(reason: String) { self.reason = reason }

    init(_ error: ReferenceError) {
        switch error {
        case .template: reason = "it is a template that was not rendered"
        case .empty, .invalid, .unsupportedAlgorithm: reason = "it is no valid image reference"
        }
    }
}
