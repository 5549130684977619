internal import AuditModel
internal import ImageModel
internal import MirrorChecking

/// Gathers the distinct images of a run with what is known of them.
struct ImageCollector {
    private struct Entry {
        var image: ReportedImage
        /// Of its comparison with the mirror.
        var severity: Severity?
    }

    private var entries: [Entry] = []

    /// To be called with one image after the other. Places may require different platforms; the worst of their
    /// comparisons is kept.
    mutating func collect(_ context: RuleContext) {
        guard let reference = context.reference else { return }
        let comparison = context.mirror.progress?.comparison
        let severity = comparison?.severity(required: context.required)
        guard let index = entries.indices.last, entries[index].image.reference == reference else {
            let image = ReportedImage(
                reference: reference,
                resolution: context.resolution ?? .failed(ResolutionFailure(.transient, "its registry was not asked")),
                mirror: comparison, pinned: context.pinned)
            entries.append(Entry(image: image, severity: severity))
            return
        }
        if let severity, severity > entries[index].severity ?? .note || entries[index].severity == nil {
            entries[index].image.mirror = comparison
            entries[index].severity = severity
        }
        // What one place cannot use is not offered for any.
        if entries[index].image.pinned != nil, context.pinned == nil { entries[index].image.pinned = nil }
    }

    /// In the order in which they came.
    var images: [ReportedImage] { entries.map(\.image) }
}
