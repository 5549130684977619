package import AuditModel
internal import ImageModel

/// The report for a comment on a pull request or a job's page (GitHub's Markdown).
package struct MarkdownReporter: Sendable {
    package struct Options: Sendable, Hashable {
        /// Places shown of one finding.
        package var placeLimit: Int
        /// Rows of one table; a comment has room for 65,536 characters.
        package var rowLimit: Int
        /// Whether each image is described, as for `check`.
        package var describesImages: Bool

        package init(placeLimit: Int = 5, rowLimit: Int = 50, describesImages: Bool = false) {
            self.placeLimit = placeLimit
            self.rowLimit = rowLimit
            self.describesImages = describesImages
        }
    }

    private let options: Options

    package init(_ options: Options = Options()) {
        self.options = options
    }

    package func render(_ report: AuditReport) -> String {
        var text = "## polyarch: \(report.verdict)\n\n\(report.extent); \(Escaping.markdown(report.basis)).\n"
        if let accepted = report.accepted { text += "Accepted: \(accepted).\n" }
        if options.describesImages {
            text += table(
                "Images", ["image", "digest", "platforms", "mirror", "pinned reference"],
                report.images.map { row($0, in: report) })
        }
        for (severity, title) in [(Severity.error, "Errors"), (.warning, "Warnings"), (.note, "Notes")] {
            let findings = report.findings.filter { $0.severity == severity && $0.isActive }
            text += table(title, ["rule", "image", "problem", "places"], findings.map(row))
        }
        text += table("Unchecked", ["reason", "image or file", "message", "places"], report.unchecked.map(row))
        return text + report.run.registryTable
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

    private func row(_ unchecked: Unchecked) -> [String] {
        [
            Escaping.markdownCode(unchecked.kind),
            unchecked.item == .run ? unchecked.itemText : Escaping.markdownCode(unchecked.itemText),
            Escaping.markdown(unchecked.message), places(unchecked.locations),
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
        let shown = active.count <= options.placeLimit + 1 ? active.count : options.placeLimit
        var lines = active.prefix(shown).map { location in
            let object = location.object
            let code = Escaping.markdownCode(location.place ?? "")
            return object.isEmpty ? code : "\(code) \(Escaping.markdown(object))"
        }
        if active.count > shown { lines.append("… and \(active.count - shown) more") }
        return lines.joined(separator: "<br>")
    }

    private func list(_ names: [String]) -> String { names.map { Escaping.markdownCode($0) }.joined(separator: ", ") }

    /// Cells are escaped already; nothing for no rows.
    private func table(_ title: String, _ columns: [String], _ rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        let shown = rows.count <= options.rowLimit + 1 ? rows.count : options.rowLimit
        let lines = [columns, columns.map { _ in "---" }] + rows.prefix(shown)
        var text = "\n### \(title) (\(rows.count))\n\n"
        for cells in lines { text += "| \(cells.joined(separator: " | ")) |\n" }
        if rows.count > shown { text += "\n… and \(rows.count - shown) more, see the full report.\n" }
        return text
    }
}
