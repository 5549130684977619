package import AuditModel
internal import ImageModel

/// The comparison with the mirror for a job's page (GitHub's Markdown): one table, the worst first, and the commands that
/// mend it as a block to copy.
package struct MirrorMarkdownReporter: Sendable {
    /// A page has room for a megabyte, a comment for 65,536 characters.
    private let rowLimit: Int

    package init(rowLimit: Int = 200) {
        self.rowLimit = rowLimit
    }

    package func render(_ report: MirrorReport) -> String {
        var text = "## polyarch mirror: \(report.verdict)\n\n\(report.extent). \(report.effort).\n"
        let pairs = report.byWeight
        let shown = pairs.prefix(pairs.count <= rowLimit + 1 ? pairs.count : rowLimit)
        if !shown.isEmpty {
            text += "\n| verdict | mirror | upstream | platforms | evidence |\n| --- | --- | --- | --- | --- |\n"
            for pair in shown { text += "| \(row(pair).joined(separator: " | ")) |\n" }
            if pairs.count > shown.count { text += "\n… and \(pairs.count - shown.count) more, see the full report.\n" }
        }
        if !report.unchecked.isEmpty {
            text += "\n### Unchecked (\(report.unchecked.count))\n\n| reason | image or file | message |\n"
            text += "| --- | --- | --- |\n"
            for unchecked in report.unchecked.prefix(rowLimit) {
                let item =
                    unchecked.item == .run
                    ? unchecked.itemText : Escaping.markdownCode(unchecked.itemText)
                text += "| \(Escaping.markdownCode(unchecked.kind)) | \(item) | "
                text += "\(Escaping.markdown(unchecked.message)) |\n"
            }
        }
        return text + repairs(shown.compactMap(\.repair)) + report.run.registryTable
    }

    private func row(_ pair: JudgedPair) -> [String] {
        let comparison = pair.comparison
        let verdict = Escaping.markdownCode(comparison.verdict.rawValue)
        let mark = pair.isGood ? verdict : "**\(pair.standing)** \(verdict)"
        return [
            mark, image(comparison.target, comparison.targetDigest), image(comparison.source, comparison.sourceDigest),
            platforms(pair),
            (pair.isGood ? pair.remarks : [pair.meaning] + pair.remarks).map(Escaping.markdown)
                .joined(separator: "<br>"),
        ]
    }

    private func image(_ reference: ImageReference, _ digest: ImageDigest?) -> String {
        let name = Escaping.markdownCode(reference.description)
        guard let digest, reference.digest != digest else { return name }
        return "\(name)<br>\(Escaping.markdownCode(digest.short))…"
    }

    /// The mirror's, and after an arrow what upstream has beside them.
    private func platforms(_ pair: JudgedPair) -> String {
        let held = (pair.evidence.target?.platforms ?? []).map { Escaping.markdownCode($0.description) }
        let lost = pair.comparison.lost.map { "~~\(Escaping.markdownCode($0.description))~~" }
        return (held + lost).joined(separator: ", ")
    }

    private func repairs(_ commands: [String]) -> String {
        if commands.isEmpty { return "" }
        let lines = commands.map { Escaping.terminal($0) }
        let longest = lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\n### Repair\n\n\(fence)sh\n\(lines.joined(separator: "\n"))\n\(fence)\n"
    }
}
