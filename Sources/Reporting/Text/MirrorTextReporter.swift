package import AuditModel
internal import ImageModel

/// The comparison with the mirror for a person at a terminal or reading a log.
package struct MirrorTextReporter: Sendable {
    package struct Options: Sendable, Hashable {
        /// Sentences are broken at this column; names and commands never are.
        package var width: Int?
        package var usesColour: Bool
        /// Places shown of one pair.
        package var placeLimit: Int
        /// Whether pairs are described that nothing is wrong with.
        package var describesGoodPairs: Bool

        package init(
            width: Int? = nil, usesColour: Bool = false, placeLimit: Int = 5, describesGoodPairs: Bool = false
        ) {
            self.width = width
            self.usesColour = usesColour
            self.placeLimit = placeLimit
            self.describesGoodPairs = describesGoodPairs
        }
    }

    private let options: Options

    package init(_ options: Options = Options()) {
        self.options = options
    }

    package func render(_ report: MirrorReport) -> String {
        var blocks = report.byWeight.filter { options.describesGoodPairs || !$0.isGood }.map(describe)
        blocks += report.unchecked.map(describe)
        blocks.append(summary(report))
        return blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func describe(_ pair: JudgedPair) -> [String] {
        let style: TextStyle =
            switch pair.severity {
            case .error: .red
            case .warning: .yellow
            case .note: .cyan
            case nil: pair.isGood ? .green : .yellow
            }
        let comparison = pair.comparison
        var lines = [
            paint("\(pair.standing)[\(comparison.verdict.rawValue)]", style) + " "
                + paint(Escaping.terminal(comparison.target.description), .bold),
            "  \(pair.meaning)",
            side("upstream", comparison.source.description),
        ]
        lines += details(pair.evidence.source, comparison.sourceDigest)
        if pair.evidence.target != nil || comparison.targetDigest != nil {
            lines.append(side("mirror", comparison.target.description))
            lines += details(pair.evidence.target, comparison.targetDigest)
        }
        for remark in pair.remarks { lines += wrapped(remark, lead: "- ") }
        let places = pair.places.prefix(pair.places.count <= options.placeLimit + 1 ? .max : options.placeLimit)
        lines += places.map { "    " + Escaping.terminal($0.description) }
        if pair.places.count > places.count {
            lines.append("    … and \(pair.places.count - places.count) more places")
        }
        if let repair = pair.repair { lines.append("  fix: run " + Escaping.terminal(repair)) }
        return lines
    }

    private func side(_ name: String, _ reference: String) -> String {
        "  " + paint(name, .dim) + String(repeating: " ", count: 10 - name.count) + Escaping.terminal(reference)
    }

    private func details(_ side: MirrorEvidence.Side?, _ digest: ImageDigest?) -> [String] {
        let indentation = String(repeating: " ", count: 12)
        var lines: [String] = []
        if let digest { lines.append(indentation + Escaping.terminal(digest.description)) }
        if let side {
            let platforms = side.platforms.isEmpty ? "no platform" : JudgedPair.list(side.platforms)
            lines.append(indentation + Escaping.terminal("\(side.kind): \(platforms)"))
        }
        return lines
    }

    private func describe(_ unchecked: Unchecked) -> [String] {
        let heading =
            paint("unchecked[\(Escaping.terminal(unchecked.kind))]", .yellow) + " "
            + paint(Escaping.terminal(unchecked.itemText), .bold)
        let places = unchecked.locations.compactMap(\.place).prefix(options.placeLimit)
        return [heading] + wrapped(unchecked.message) + places.map { "    " + Escaping.terminal($0) }
    }

    private func summary(_ report: MirrorReport) -> [String] {
        let style: TextStyle =
            report.count(of: .error) > 0
            ? .red : report.uncheckedCount > 0 || report.count(of: .warning) > 0 ? .yellow : .green
        return [paint(report.verdict, style), report.extent, report.effort] + report.run.registryLines
    }

    private func paint(_ text: String, _ style: TextStyle) -> String {
        options.usesColour ? style.paint(text) : text
    }

    private func wrapped(_ text: String, lead: String = "") -> [String] {
        TextLayout.wrapped(text, indentation: "  ", lead: lead, width: options.width)
    }
}
