package import AuditModel
internal import ImageModel

/// The report for a comment on a pull request or a job's page (GitHub's Markdown).
package struct MarkdownReporter: Reporter {
    let layout: ReportLayout
    /// Places shown of one finding.
    var placeLimit = 5
    /// Rows of one table of an audit; a comment has room for 65,536 characters.
    var rowLimit = 50
    /// Rows of one table of a comparison; a job's page has room for a megabyte.
    var pairLimit = 200

    package init(_ layout: ReportLayout = ReportLayout()) {
        self.layout = layout
    }

    package func write(_ report: AuditReport, to output: (String) -> Void) {
        var text = "## polyarch: \(report.countLine)\n\n\(report.counts); \(Escaping.markdown(report.policyLine)).\n"
        if let accepted = report.accepted { text += "Accepted: \(accepted).\n" }
        if layout.describesImages {
            text += table(
                "Images", ["image", "digest", "platforms", "mirror", "pinned reference"],
                report.images.map { row($0, in: report) }, rowLimit)
        }
        for (severity, title) in [(Severity.error, "Errors"), (.warning, "Warnings"), (.note, "Notes")] {
            let findings = report.findings.filter { $0.severity == severity && $0.isActive }
            text += table(title, ["rule", "image", "problem", "places"], findings.map(row), rowLimit)
        }
        text += table(report.unchecked, rowLimit)
        output(text + report.run.registryTable)
    }

    private func row(_ finding: Finding) -> [String] {
        var problem = Escaping.markdown(finding.message)
        if !finding.platforms.isEmpty { problem += "<br>Needs \(list(finding.platforms.map(\.description)))." }
        switch finding.fix {
        case nil: break
        case .replace(let reference)?: problem += "<br>**Fix:** use \(Escaping.markdownCode(reference.description))"
        case .run(let command)?: problem += "<br>**Fix:** run \(Escaping.markdownCode(command))"
        }
        return [
            Escaping.markdownCode(finding.rule.name), Escaping.markdownCode(finding.image), problem,
            places(finding.locations),
        ]
    }

    private func row(_ image: ReportedImage, in report: AuditReport) -> [String] {
        let state =
            image.resolution.failure.map { Escaping.markdown("\($0.kind.rawValue): \($0.message)") }
            ?? list(image.resolution.delivered.map(\.description))
        let mirror = image.mirror.map {
            "\(Escaping.markdownCode($0.target.description))<br>\(Escaping.markdown($0.sentence))"
        }
        return [
            Escaping.markdownCode(image.reference.description),
            image.resolution.digest.map { Escaping.markdownCode($0.description) } ?? "",
            state.isEmpty ? "none" : state, mirror ?? "",
            image.pinned.map { Escaping.markdownCode($0.description) } ?? "not offered",
        ]
    }

    private func places(_ locations: [FindingLocation]) -> String {
        let active = locations.filter { $0.status == .active && $0.place != nil }
        let shown = active.count <= placeLimit + 1 ? active.count : placeLimit
        var lines = active.prefix(shown).map { location in
            let object = location.object
            let code = Escaping.markdownCode(location.place ?? "")
            return object.isEmpty ? code : "\(code) \(Escaping.markdown(object))"
        }
        if active.count > shown { lines.append("… and \(active.count - shown) more") }
        return lines.joined(separator: "<br>")
    }

    // MARK: - Parts of both reports

    func table(_ unchecked: [Unchecked], _ limit: Int) -> String {
        let rows = unchecked.map { unchecked in
            [
                Escaping.markdownCode(unchecked.kind),
                unchecked.item == .run ? unchecked.itemText : Escaping.markdownCode(unchecked.itemText),
                Escaping.markdown(unchecked.message), places(unchecked.locations),
            ]
        }
        return table("Unchecked", ["reason", "image or file", "message", "places"], rows, limit)
    }

    /// Cells are escaped already; nothing for no rows.
    func table(_ title: String, _ columns: [String], _ rows: [[String]], _ limit: Int) -> String {
        if rows.isEmpty { return "" }
        let shown = rows.count <= limit + 1 ? rows.count : limit
        let lines = [columns, columns.map { _ in "---" }] + rows.prefix(shown)
        var text = "\n### \(title) (\(rows.count))\n\n"
        for cells in lines { text += "| \(cells.joined(separator: " | ")) |\n" }
        if rows.count > shown { text += "\n… and \(rows.count - shown) more, see the full report.\n" }
        return text
    }

    func list(_ names: [String]) -> String { names.map { Escaping.markdownCode($0) }.joined(separator: ", ") }
}
