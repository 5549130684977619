package import AuditModel
internal import ImageModel

/// The report for a person at a terminal or reading a log.
package struct TextReporter: Sendable {
    package struct Options: Sendable, Hashable {
        /// Sentences are broken at this column; names and commands never are, so that they can be copied.
        package var width: Int?
        package var usesColour: Bool
        /// Places shown of one finding.
        package var placeLimit: Int
        /// Whether each image is described: digest, platforms, mirror, pinned reference. For `check`.
        package var describesImages: Bool

        package init(
            width: Int? = nil, usesColour: Bool = false, placeLimit: Int = 10, describesImages: Bool = false
        ) {
            self.width = width
            self.usesColour = usesColour
            self.placeLimit = placeLimit
            self.describesImages = describesImages
        }
    }

    private let options: Options
    private let labels: Labels

    package init(_ options: Options = Options()) {
        self.options = options
        labels = Labels(usesColour: options.usesColour)
    }

    package func render(_ report: AuditReport) -> String {
        var text = ""
        write(report) { text += $0 }
        return text
    }

    /// Hands the report over in pieces: a fleet's is long.
    package func write(_ report: AuditReport, to output: (String) -> Void) {
        var text = ""
        var isFirst = true
        func add(_ describe: (inout String) -> Void) {
            if !isFirst { text += "\n" }
            isFirst = false
            describe(&text)
            guard text.utf8.count >= 32 << 10 else { return }
            output(text)
            text.removeAll(keepingCapacity: true)
        }
        if options.describesImages {
            for part in report.images.mapSlices(describe) { add { $0 += part } }
        }
        for finding in report.findings where finding.isActive { add { describe(finding, in: &$0) } }
        for unchecked in report.unchecked { add { describe(unchecked, in: &$0) } }
        add { summarize(report, in: &$0) }
        output(text)
    }

    // MARK: - Parts

    private func describe(_ finding: Finding, in text: inout String) {
        let style: TextStyle =
            switch finding.severity {
            case .error: .red
            case .warning: .yellow
            case .note: .cyan
            }
        let rule = Escaping.terminal(finding.rule.name)
        text.addLine(
            paint("\(finding.severity.rawValue)[\(rule)]", style), " ", paint(Escaping.terminal(finding.image), .bold))
        add(finding.message, to: &text)
        if !finding.platforms.isEmpty {
            text.addLine(
                "  needs ", finding.platforms.map { Escaping.terminal($0.description) }.joined(separator: ", "))
        }
        add(finding.locations, to: &text)
        switch finding.fix {
        case nil: break
        case .replace(let reference)?: text.addLine("  fix: use ", Escaping.terminal(reference.description))
        case .run(let command)?: text.addLine("  fix: run ", Escaping.terminal(command))
        }
    }

    private func describe(_ unchecked: Unchecked, in text: inout String) {
        text.addLine(
            paint("unchecked[\(Escaping.terminal(unchecked.kind))]", .yellow), " ",
            paint(Escaping.terminal(unchecked.itemText), .bold))
        add(unchecked.message, to: &text)
        add(unchecked.locations, to: &text)
    }

    private func add(_ locations: [FindingLocation], to text: inout String) {
        let active = locations.filter { $0.status == .active }
        let located = active.filter { $0.place != nil }
        // One place more costs no more than saying that there is one.
        let shown = located.count <= options.placeLimit + 1 ? located.count : options.placeLimit
        for location in located.prefix(shown) {
            let object = Escaping.terminal(location.object)
            text.addLine(
                "    ", Escaping.terminal(location.place ?? ""), object.isEmpty ? "" : "  ", paint(object, .dim))
        }
        if located.count > shown { text.addLine("    … and \(located.count - shown) more places") }
        let accepted = locations.count - active.count
        if accepted > 0 { text.addLine("    … and \(AuditReport.count(accepted, "accepted place"))") }
    }

    /// With an empty line between two images.
    private func describe(_ images: ArraySlice<ReportedImage>) -> String {
        var text = ""
        text.reserveCapacity(images.count * Self.usualDescription)
        for image in images {
            if !text.isEmpty { text += "\n" }
            describe(image, in: &text)
        }
        return text
    }

    /// Bytes of an image in good order: its name, digest and reference make most of them.
    private static let usualDescription = 384

    private func describe(_ image: ReportedImage, in text: inout String) {
        func add(_ label: String, _ value: String) {
            text += label
            text += Escaping.terminal(value)
            text += "\n"
        }
        text.addLine(paint(Escaping.terminal(image.reference.description), .bold))
        if let failure = image.resolution.failure {
            add(labels.failed, "\(failure.kind.rawValue): \(failure.message)")
        }
        if let digest = image.resolution.digest { add(labels.digest, digest.description) }
        if let type = image.mediaType { add(labels.type, image.state + ", " + type) }
        if image.resolution.failure == nil {
            let platforms = image.resolution.delivered.map(\.description).joined(separator: ", ")
            add(labels.platforms, platforms.isEmpty ? "none" : platforms)
        }
        if let mirror = image.mirror {
            add(labels.mirror, mirror.target.description)
            add(labels.further, mirror.sentence)
        }
        if let pinned = image.pinned {
            add(labels.pinned, pinned.description)
        } else if image.resolution.failure == nil {
            add(labels.pinned, "not offered, see the errors below")
        }
    }

    /// What stands before the facts of an image, up to where the second column begins.
    private struct Labels {
        let failed, digest, type, platforms, mirror, further, pinned: String

        init(usesColour: Bool) {
            func label(_ name: String) -> String {
                let padding = String(repeating: " ", count: 11 - name.utf8.count)
                return "  " + (usesColour ? TextStyle.dim.paint(name) : name) + padding
            }
            (failed, digest, type) = (label("failed"), label("digest"), label("type"))
            (platforms, mirror, further) = (label("platforms"), label("mirror"), label(""))
            pinned = label("pinned")
        }
    }

    private func summarize(_ report: AuditReport, in text: inout String) {
        let style: TextStyle =
            report.count(of: .error) > 0
            ? .red : report.findings.contains(where: \.isActive) || !report.unchecked.isEmpty ? .yellow : .green
        text.addLine(paint(report.verdict, style))
        if let accepted = report.accepted { text.addLine(accepted) }
        text.addLine(report.extent)
        for line in report.run.registryLines { text.addLine(line) }
        text.addLine(Escaping.terminal(report.basis, limit: Escaping.sentenceLimit))
    }

    // MARK: - Layout

    private func paint(_ text: String, _ style: TextStyle) -> String {
        options.usesColour ? style.paint(text) : text
    }

    /// A sentence, broken into lines where they must fit.
    private func add(_ sentence: String, lead: String = "", to text: inout String) {
        for line in TextLayout.wrapped(sentence, indentation: "  ", lead: lead, width: options.width) {
            text.addLine(line)
        }
    }
}

extension String {
    fileprivate mutating func addLine(_ parts: String...) {
        for part in parts { self += part }
        self += "\n"
    }
}
