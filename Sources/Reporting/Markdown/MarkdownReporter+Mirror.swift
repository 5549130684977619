package import AuditModel
internal import ImageModel

/// The comparison of a mirror with upstream: one table, the worst pairs first, and the commands that repair them as a
/// block to copy.
extension MarkdownReporter {
    package func write(_ report: MirrorReport, to output: (String) -> Void) {
        let pairs = report.worstFirst
        let shown = pairs.prefix(pairs.count <= pairLimit + 1 ? pairs.count : pairLimit)
        let columns = ["verdict", "mirror", "upstream", "platforms", "evidence"]
        output(
            "## polyarch mirror: \(report.countLine)\n\n\(report.counts). \(report.requestsAndTime).\n"
                + table("Pairs", columns, pairs.map(row), pairLimit) + table(report.unchecked, pairLimit)
                + repairs(shown.compactMap(\.repair)) + report.run.registryTable)
    }

    private func row(_ pair: JudgedPair) -> [String] {
        let comparison = pair.comparison
        let verdict = Escaping.markdownCode(comparison.verdict.rawValue)
        let lost = comparison.lost.map { "~~\(Escaping.markdownCode($0.description))~~" }
        return [
            pair.isGood ? verdict : "**\(pair.status)** \(verdict)",
            image(comparison.target, comparison.targetDigest), image(comparison.source, comparison.sourceDigest),
            ((pair.evidence.target?.platforms ?? []).map { Escaping.markdownCode($0.description) } + lost)
                .joined(separator: ", "),
            (pair.isGood ? pair.remarks : [pair.meaning] + pair.remarks).map(Escaping.markdown)
                .joined(separator: "<br>"),
        ]
    }

    private func image(_ reference: ImageReference, _ digest: ImageDigest?) -> String {
        let name = Escaping.markdownCode(reference.description)
        guard let digest, reference.digest != digest else { return name }
        return "\(name)<br>\(Escaping.markdownCode(digest.short))…"
    }

    private func repairs(_ commands: [String]) -> String {
        if commands.isEmpty { return "" }
        let lines = commands.map { Escaping.terminal($0) }
        return "\n### Repair\n\n" + Escaping.markdownBlock(lines, language: "sh")
    }
}
