package import AuditModel
package import ImageModel

/// One occurrence and the reference with a digest to write there. The digest was chosen before: it is the index rather
/// than one platform's manifest, covers the required platforms, and was verified on the mirror.
package struct Pin: Sendable {
    package let occurrence: Occurrence
    package let replacement: ImageReference
    /// The key of a digest field to add, where the chart is known to read one and it is missing.
    package let digestKey: String?
    /// Labels of the rendered object: a tag that they repeat must not get a digest.
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

/// An occurrence that is left alone, and why: a sentence fragment for people.
package struct SkippedPin: Sendable {
    package let occurrence: Occurrence
    package let reason: String

    package init(_ occurrence: Occurrence, reason: String) {
        self.occurrence = occurrence
        self.reason = reason
    }
}

/// Why one pin cannot be made: a sentence fragment for people.
package struct PinObstacle: Error, Hashable {
    package let reason: String

    static let noDigest = PinObstacle(reason: "there is no digest to pin it to")
    static let uncertain = PinObstacle(reason: "it is not certain that this names an image")
    static let changedFile = PinObstacle(reason: "the file has changed since it was read")

    package init(reason: String) { self.reason = reason }

    init(_ error: ReferenceError) {
        switch error {
        case .template: reason = "an unrendered template"
        case .empty, .invalid, .unsupportedAlgorithm: reason = "not a valid image reference"
        }
    }
}
