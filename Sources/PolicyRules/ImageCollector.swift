internal import AuditModel
internal import ImageModel
internal import MirrorChecking

/// Gathers the distinct images of a run with what is known of them.
struct ImageCollector {
    private final class Entry {
        let resolution: Resolution
        var pinned: ImageReference?
        var mirror: MirrorComparison?
        var severity: Severity?

        init(_ context: RuleContext, _ comparison: MirrorComparison?, _ severity: Severity?) {
            resolution =
                context.resolution ?? .failed(ResolutionFailure(.transient, "its registry was not asked"))
            pinned = context.pinned
            mirror = comparison
            self.severity = severity
        }
    }

    private var entries: [ImageReference: Entry] = [:]

    /// Places may require different platforms; the worst of their comparisons is kept.
    mutating func collect(_ context: RuleContext) {
        guard let reference = context.reference else { return }
        let comparison = context.mirror.progress?.comparison
        let severity = comparison?.severity(required: context.required)
        guard let entry = entries[reference] else {
            entries[reference] = Entry(context, comparison, severity)
            return
        }
        if let severity, severity > entry.severity ?? .note || entry.severity == nil {
            entry.mirror = comparison
            entry.severity = severity
        }
        // What one place cannot use is not offered for any.
        if context.pinned == nil { entry.pinned = nil }
    }

    var images: [ReportedImage] {
        entries.sorted { $0.key < $1.key }.map { reference, entry in
            ReportedImage(
                reference: reference, resolution: entry.resolution, mirror: entry.mirror, pinned: entry.pinned)
        }
    }
}
