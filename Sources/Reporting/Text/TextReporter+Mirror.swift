package import AuditModel
internal import ImageModel

/// The comparison of a mirror with upstream: each pair that something is wrong with, the worst first.
extension TextReporter {
    package func write(_ report: MirrorReport, to output: (String) -> Void) {
        var text = ""
        for pair in report.worstFirst where layout.describesImages || !pair.isGood {
            describe(pair, in: &text)
            text += "\n"
        }
        for unchecked in report.unchecked {
            describe(unchecked, in: &text)
            text += "\n"
        }
        let style: TextStyle =
            report.count(of: .error) > 0
            ? .red : report.uncheckedCount > 0 || report.count(of: .warning) > 0 ? .yellow : .green
        for line in [paint(report.countLine, style), report.counts, report.requestsAndTime] + report.run.registryLines {
            text.addLine(line)
        }
        output(text)
    }

    private func describe(_ pair: JudgedPair, in text: inout String) {
        let comparison = pair.comparison
        addHeading(
            pair.status, comparison.verdict.rawValue, comparison.target.description,
            pair.severity?.style ?? (pair.isGood ? .green : .yellow), to: &text)
        text.addLine("  ", pair.meaning)
        add("upstream", comparison.source, pair.evidence.source, comparison.sourceDigest, to: &text)
        if pair.evidence.target != nil || comparison.targetDigest != nil {
            add("mirror", comparison.target, pair.evidence.target, comparison.targetDigest, to: &text)
        }
        for remark in pair.remarks { add(remark, lead: "- ", to: &text) }
        add(places: pair.places.map { ($0.description, "") }, to: &text)
        if let repair = pair.repair { text.addLine("  fix: run ", Escaping.terminal(repair)) }
    }

    /// One side of a pair: its reference, and below it what is there.
    private func add(
        _ name: String, _ reference: ImageReference, _ side: MirrorEvidence.Side?, _ digest: ImageDigest?,
        to text: inout String
    ) {
        let padding = String(repeating: " ", count: 10 - name.utf8.count)
        let indentation = String(repeating: " ", count: 12)
        text.addLine("  ", paint(name, .dim), padding, Escaping.terminal(reference.description))
        if let digest { text.addLine(indentation, Escaping.terminal(digest.description)) }
        if let side {
            let platforms = side.platforms.isEmpty ? "no platform" : JudgedPair.list(side.platforms)
            text.addLine(indentation, Escaping.terminal("\(side.kind): \(platforms)"))
        }
    }
}
