package import AuditModel

/// A form of report, by the name that `--format` and `--output` take.
///
/// To add one, put a type that conforms to `Reporter` into a folder of its own and a line into `all`.
package struct ReportFormat: Sendable {
    package static let text = ReportFormat("text", TextReporter.self)

    package static let all = [
        text,
        ReportFormat("markdown", MarkdownReporter.self),
        ReportFormat("json", JSONReporter.self),
    ]

    package let name: String
    package let reporter: any Reporter.Type

    private init(_ name: String, _ reporter: any Reporter.Type) {
        self.name = name
        self.reporter = reporter
    }
}

/// Writes the reports of one format. A report is handed over in as many pieces as it takes: a fleet's is long, and need
/// not be in memory as a whole.
package protocol Reporter: Sendable {
    init(_ layout: ReportLayout)

    func write(_ report: AuditReport, to output: (String) -> Void)
    func write(_ report: MirrorReport, to output: (String) -> Void)
}

/// How a report is laid out where that is a matter of taste.
package struct ReportLayout: Sendable, Hashable {
    /// Sentences are broken at this column; nil if lines may be long.
    package var width: Int?
    package var usesColour: Bool
    /// Whether to describe images and pairs without a problem, too: digest, platforms, mirror, pinned reference.
    package var describesImages: Bool

    package init(width: Int? = nil, usesColour: Bool = false, describesImages: Bool = false) {
        self.width = width
        self.usesColour = usesColour
        self.describesImages = describesImages
    }
}
