package import AuditModel
internal import ImageModel

/// The report for a person at a terminal or reading a log.
package struct TextReporter: Reporter {
    let layout: ReportLayout
    /// Places shown of one finding or pair.
    var placeLimit = 10
    private let labels: Labels

    package init(_ layout: ReportLayout = ReportLayout()) {
        self.layout = layout
        labels = Labels(usesColour: layout.usesColour)
    }

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
        if layout.describesImages {
            for part in report.images.mapSlices(describe) { add { $0 += part } }
        }
        for finding in report.findings where finding.isActive { add { describe(finding, in: &$0) } }
        for unchecked in report.unchecked { add { describe(unchecked, in: &$0) } }
        add { summarize(report, in: &$0) }
        output(text)
    }

    // MARK: - Findings

    private func describe(_ finding: Finding, in text: inout String) {
        addHeading(finding.severity.rawValue, finding.rule.name, finding.image, finding.severity.style, to: &text)
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

    private func add(_ locations: [FindingLocation], to text: inout String) {
        let active = locations.filter { $0.status == .active }
        add(places: active.compactMap { location in location.place.map { ($0, location.object) } }, to: &text)
        let accepted = locations.count - active.count
        if accepted > 0 { text.addLine("    … and \(AuditReport.count(accepted, "accepted place"))") }
    }

    private func summarize(_ report: AuditReport, in text: inout String) {
        let isClean = !report.findings.contains(where: \.isActive) && report.unchecked.isEmpty
        text.addLine(paint(report.countLine, report.count(of: .error) > 0 ? .red : isClean ? .green : .yellow))
        if let accepted = report.accepted { text.addLine(accepted) }
        text.addLine(report.counts)
        for line in report.run.registryLines { text.addLine(line) }
        text.addLine(Escaping.terminal(report.policyLine, limit: Escaping.sentenceLimit))
    }

    // MARK: - Images

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

    /// The bytes of a typical description, mostly its name, digest and reference.
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
            add(labels.pinned, "not offered; see below")
        }
    }

    /// The first column of an image's description, padded to where the second begins.
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

    // MARK: - Parts of both reports

    /// `error[unpinned] docker.io/library/nginx:1.29`
    func addHeading(
        _ status: String, _ kind: String, _ subject: String, _ style: TextStyle, to text: inout String
    ) {
        text.addLine(
            paint("\(status)[\(Escaping.terminal(kind))]", style), " ", paint(Escaping.terminal(subject), .bold))
    }

    func describe(_ unchecked: Unchecked, in text: inout String) {
        addHeading("unchecked", unchecked.kind, unchecked.itemText, .yellow, to: &text)
        add(unchecked.message, to: &text)
        add(unchecked.locations, to: &text)
    }

    func add(places: [(place: String, object: String)], to text: inout String) {
        // A single further place is shown: a line that counts it would be as long.
        let shown = places.count <= placeLimit + 1 ? places.count : placeLimit
        for (place, object) in places.prefix(shown) {
            let object = Escaping.terminal(object)
            text.addLine("    ", Escaping.terminal(place), object.isEmpty ? "" : "  ", paint(object, .dim))
        }
        if places.count > shown { text.addLine("    … and \(places.count - shown) more places") }
    }

    /// A sentence, broken into lines where they must fit.
    func add(_ sentence: String, lead: String = "", to text: inout String) {
        for line in TextLayout.wrapped(sentence, indentation: "  ", lead: lead, width: layout.width) {
            text.addLine(line)
        }
    }

    func paint(_ text: String, _ style: TextStyle) -> String { layout.usesColour ? style.paint(text) : text }
}

extension String {
    mutating func addLine(_ parts: String...) {
        for part in parts { self += part }
        self += "\n"
    }
}
