package import AuditModel

/// How a run ends; scripts branch on these numbers.
package enum ExitStatus: Int32, Sendable {
    /// Everything was checked, and no finding is at or above the failing severity.
    case clean = 0
    case findings = 1
    /// No such finding, but something could not be checked.
    case unchecked = 2
    /// `EX_USAGE` of sysexits.h.
    case usage = 64

    /// Findings win over what could not be checked.
    ///
    /// - Parameter threshold: the lowest severity that fails; nil if none does.
    package init(_ report: AuditReport, failingAt threshold: Severity?) {
        let fails = report.findings.contains { finding in
            finding.isActive && threshold.map { finding.severity >= $0 } == true
        }
        self = fails ? .findings : report.unchecked.isEmpty ? .clean : .unchecked
    }

    /// The same for a comparison with the mirror.
    package init(_ report: MirrorReport, failingAt threshold: Severity?) {
        let fails = report.pairs.contains { pair in
            pair.severity.map { severity in threshold.map { severity >= $0 } == true } == true
        }
        self = fails ? .findings : report.uncheckedCount == 0 ? .clean : .unchecked
    }
}
