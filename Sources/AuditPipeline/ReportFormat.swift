package import AuditModel
internal import Reporting

/// The forms of a report, by the names that the command line uses.
package enum ReportFormat: String, Sendable, CaseIterable {
    case text
    case markdown
    case json

    /// How a report is laid out where that is a matter of taste.
    package struct Layout: Sendable {
        /// Columns to fit sentences into; nil where lines may be long.
        package var width: Int?
        package var usesColour: Bool
        /// Whether each image is described, not only what is wrong with it.
        package var describesImages: Bool

        package init(width: Int? = nil, usesColour: Bool = false, describesImages: Bool = false) {
            self.width = width
            self.usesColour = usesColour
            self.describesImages = describesImages
        }
    }

    /// Hands the report over in as many pieces as it takes.
    package func write(_ report: AuditReport, _ layout: Layout, to output: (String) -> Void) {
        switch self {
        case .text:
            TextReporter(
                .init(
                    width: layout.width, usesColour: layout.usesColour, describesImages: layout.describesImages)
            ).write(report, to: output)
        case .markdown: output(MarkdownReporter(.init(describesImages: layout.describesImages)).render(report))
        case .json: JSONReporter().write(report, to: output)
        }
    }

    package func write(_ report: MirrorReport, _ layout: Layout, to output: (String) -> Void) {
        output(render(report, layout))
    }

    private func render(_ report: MirrorReport, _ layout: Layout) -> String {
        switch self {
        case .text:
            MirrorTextReporter(
                .init(
                    width: layout.width, usesColour: layout.usesColour, describesGoodPairs: layout.describesImages)
            ).render(report)
        case .markdown: MirrorMarkdownReporter().render(report)
        case .json: MirrorJSONReporter().render(report)
        }
    }
}
