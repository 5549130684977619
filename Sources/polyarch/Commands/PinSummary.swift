import AuditModel
import Patching
import Reporting

/// What goes to standard error beside the diff.
struct PinSummary {
    private let reporter = ListReporter()

    func report(_ changes: [(occurrence: Occurrence, text: String)]) {
        for change in changes { StandardStream.error.write(reporter.updated(change.occurrence, changes: change.text)) }
    }

    /// - Parameter pinned: the result, such as `3 to pin in 2 files`.
    func report(_ pinned: String, left: [SkippedPin], unreadable: [UnreadableSource]) {
        let order = { (left: SkippedPin, right: SkippedPin) in
            (left.occurrence.file, left.occurrence.position) < (right.occurrence.file, right.occurrence.position)
        }
        for pin in left.sorted(by: order) {
            StandardStream.error.write(reporter.leftAlone(pin.occurrence, reason: pin.reason))
        }
        for source in unreadable { StandardStream.error.write(reporter.diagnostic(source)) }
        StandardStream.error.write("\(pinned), \(left.count) left alone\n")
    }
}
