package import AuditModel
package import DocumentReading
package import PolicyModel
package import SourceText

/// Finds the image references of one input.
package struct ManifestScanner: Sendable {
    package var limits: ReadingLimits
    package let extraction: ExtractionSettings
    private let explains: Bool

    /// - Parameters:
    ///   - extraction: what a policy says about where images are.
    ///   - explains: whether it is to be known why places that read like images were not taken.
    package init(
        extraction: ExtractionSettings = ExtractionSettings(), explains: Bool = false,
        limits: ReadingLimits = .standard
    ) {
        self.extraction = extraction
        self.explains = explains
        self.limits = limits
    }

    package struct Result: Sendable {
        package var occurrences: [Occurrence] = []
        package var unreadable: [UnreadableSource] = []
        package var facts = FleetFacts()
        /// Only where it was asked for.
        package var rejected: [RejectedCandidate] = []

        mutating func append(_ other: Result) {
            occurrences += other.occurrences
            unreadable += other.unreadable
            facts.append(other.facts)
            rejected += other.rejected
        }
    }

    /// Scans all documents of `file`; what does not parse is listed and hides nothing else.
    package func scan(_ file: SourceFile) -> Result { scan(DocumentWindow(whole: file)) }

    /// The same for a part of a stream.
    package func scan(_ window: DocumentWindow) -> Result {
        let file = window.file
        var result = Result()
        DocumentReader.forEachDocument(in: window, limits: limits) { number, document in
            switch document {
            case .success(let tape):
                guard let root = tape.root else { return }
                result.facts.serviceAccounts += ServiceAccountReading.accounts(in: root)
                var walker = ManifestWalker(file: file.path, document: number, extraction: extraction)
                walker.isExplaining = explains
                walker.walk(root)
                result.facts.digestLabels += walker.digestLabels
                result.rejected += walker.rejected
                // Rules that look at several fields take theirs before those that look at one.
                result.occurrences += walker.occurrences.sorted { $0.position < $1.position }
            case .failure(let error):
                result.unreadable.append(UnreadableSource(error, document: number, in: file))
            }
        }
        return result
    }
}

extension UnreadableSource {
    init(_ error: DocumentError, document: Int, in file: SourceFile) {
        if error.kind == .syntax, let line = TemplateDirectives.firstLine(near: error.position, in: file) {
            self.init(
                kind: .unrenderedTemplate, file: file.path, document: document,
                position: SourcePosition(line: line, column: 1),
                message: "this looks like an unrendered template: render it first (helm template, kustomize build)")
        } else {
            self.init(
                kind: error.kind == .limit ? .limitExceeded : .syntaxError, file: file.path, document: document,
                position: error.position, message: error.message)
        }
    }
}

/// Go template directives where YAML has no room for them. Many good documents hold `{{` inside of strings, so this is
/// only asked about documents that do not parse.
enum TemplateDirectives {
    /// The first line, 1-based, of the document around `line` on which `{{` stands unquoted: at the start, or right
    /// after `: ` or `- `.
    static func firstLine(near position: SourcePosition, in file: SourceFile) -> Int? {
        let lines = file.lineNumbers
        // The beginning of a line may be the end of the document before.
        let line = position.column == 1 && position.line > lines.lowerBound ? position.line - 1 : position.line
        var first = min(max(line, lines.lowerBound), lines.upperBound)
        while first > lines.lowerBound, !file.text(ofLine: first).hasPrefix("---") { first -= 1 }
        var current = first
        while current <= lines.upperBound {
            let text = file.text(ofLine: current)
            if current > line, text.hasPrefix("---") { return nil }
            if isDirective(text) { return current }
            current += 1
        }
        return nil
    }

    private static func isDirective(_ line: String) -> Bool {
        let text = line.drop { $0 == " " || $0 == "\t" }
        if text.hasPrefix("{{") { return true }
        return text.contains(": {{") || text.contains("- {{")
    }
}
