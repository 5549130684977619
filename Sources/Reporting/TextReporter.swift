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

    package init(_ options: Options = Options()) {
        self.options = options
    }

    package func render(_ report: AuditReport) -> String {
        var text = ""
        write(report) { text += $0 }
        return text
    }

    /// Hands the report over in pieces: a fleet's is long, and need not be in memory as a whole.
    package func write(_ report: AuditReport, to output: (String) -> Void) {
        var text = ""
        var isFirst = true
        func add(_ block: [String]) {
            if !isFirst { text += "\n" }
            isFirst = false
            for line in block { text += line + "\n" }
            guard text.utf8.count >= 32 << 10 else { return }
            output(text)
            text = ""
        }
        if options.describesImages {
            for image in report.images { add(describe(image, in: report)) }
        }
        for finding in report.findings where finding.isActive { add(describe(finding)) }
        for unchecked in report.unchecked { add(describe(unchecked)) }
        add(summary(report))
        output(text)
    }

    // MARK: - Parts

    private func describe(_ finding: Finding) -> [String] {
        let style: TextStyle =
            switch finding.severity {
            case .error: .red
            case .warning: .yellow
            case .note: .cyan
            }
        let rule = Escaping.terminal(finding.rule.name)
        var lines = [
            paint("\(finding.severity.rawValue)[\(rule)]", style) + " " + paint(Escaping.terminal(finding.image), .bold)
        ]
        lines += wrapped(finding.message, indentation: "  ")
        if !finding.platforms.isEmpty {
            lines.append(
                "  needs " + finding.platforms.map { Escaping.terminal($0.description) }.joined(separator: ", "))
        }
        lines += places(finding.locations)
        switch finding.fix {
        case nil: break
        case .replace(let reference)?: lines.append("  fix: use " + Escaping.terminal(reference.description))
        case .run(let command)?: lines.append("  fix: run " + Escaping.terminal(command))
        case .advice(let advice)?: lines += wrapped(advice, indentation: "  ", lead: "fix: ")
        }
        return lines
    }

    private func describe(_ unchecked: Unchecked) -> [String] {
        let heading =
            paint("unchecked[\(Escaping.terminal(unchecked.kind))]", .yellow) + " "
            + paint(Escaping.terminal(unchecked.subjectText), .bold)
        return [heading] + wrapped(unchecked.message, indentation: "  ") + places(unchecked.locations)
    }

    private func places(_ locations: [FindingLocation]) -> [String] {
        let active = locations.filter { $0.status == .active }
        let located = active.filter { $0.place != nil }
        // One place more costs no more than saying that there is one.
        let shown = located.count <= options.placeLimit + 1 ? located.count : options.placeLimit
        var lines = located.prefix(shown).map { location in
            let object = Escaping.terminal(location.object)
            return "    " + Escaping.terminal(location.place ?? "") + (object.isEmpty ? "" : "  " + paint(object, .dim))
        }
        if located.count > shown { lines.append("    … and \(located.count - shown) more places") }
        let accepted = locations.count - active.count
        if accepted > 0 { lines.append("    … and \(AuditReport.count(accepted, "accepted place"))") }
        return lines
    }

    private func describe(_ image: ReportedImage, in report: AuditReport) -> [String] {
        var lines = [paint(Escaping.terminal(image.reference.description), .bold)]
        func add(_ name: String, _ value: String) {
            let padding = String(repeating: " ", count: max(0, 11 - name.count))
            lines.append("  " + paint(name, .dim) + padding + Escaping.terminal(value))
        }
        if let failure = image.resolution.failure {
            add("failed", "\(failure.kind.rawValue): \(failure.message)")
        }
        if let digest = image.resolution.digest { add("digest", digest.description) }
        if let type = image.mediaType { add("type", "\(image.state), \(type)") }
        if image.resolution.failure == nil {
            let platforms = image.resolution.delivered.map(\.description)
            add("platforms", platforms.isEmpty ? "none" : platforms.joined(separator: ", "))
        }
        if let mirror = image.mirror {
            add("mirror", mirror.target.description)
            add("", mirror.sentence)
        }
        if let pinned = image.pinned {
            add("pinned", pinned.description)
        } else if image.resolution.failure == nil {
            add("pinned", "not offered, see the errors below")
        }
        return lines
    }

    private func summary(_ report: AuditReport) -> [String] {
        let style: TextStyle =
            report.count(of: .error) > 0
            ? .red : report.findings.contains(where: \.isActive) || !report.unchecked.isEmpty ? .yellow : .green
        var lines = [paint(report.verdict, style)]
        if let accepted = report.accepted { lines.append(accepted) }
        lines.append(report.extent)
        lines += report.run.registryLines
        lines.append(Escaping.terminal(report.basis, limit: Escaping.sentenceLimit))
        return lines
    }

    // MARK: - Layout

    private func paint(_ text: String, _ style: TextStyle) -> String {
        options.usesColour ? style.paint(text) : text
    }

    private func wrapped(_ text: String, indentation: String, lead: String = "") -> [String] {
        TextLayout.wrapped(text, indentation: indentation, lead: lead, width: options.width)
    }
}
