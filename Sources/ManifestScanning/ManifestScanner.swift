package import AuditModel
package import DocumentReading
package import PolicyModel
package import SourceText

/// Finds the images in manifests, and the facts about the objects around them.
package struct ManifestScanner: Sendable {
    package var limits: ReadingLimits
    package let extraction: ExtractionSettings
    private let explains: Bool

    /// - Parameters:
    ///   - extraction: the extraction rules of a policy.
    ///   - explains: whether to report candidates that were rejected, with reasons.
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
        /// Empty unless the scanner explains.
        package var rejected: [RejectedCandidate] = []

        mutating func append(_ other: Result) {
            occurrences += other.occurrences
            unreadable += other.unreadable
            facts.append(other.facts)
            rejected += other.rejected
        }
    }

    /// Scans all documents of `file`. Documents that do not parse are listed as unreadable; the others are scanned.
    package func scan(_ file: SourceFile) -> Result { scan(DocumentWindow(whole: file)) }

    /// Scans a part of a stream.
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
                // Matchers of several fields run before those of one, so images are not found in order.
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

/// Go template directives outside of YAML strings. Only searched for in documents that do not parse, because many valid
/// documents have `{{` in strings.
enum TemplateDirectives {
    /// The first 1-based line of the document around `position` with an unquoted `{{`: at the start, or right after `:
    /// ` or `- `.
    static func firstLine(near position: SourcePosition, in file: SourceFile) -> Int? {
        let lines = file.lineNumbers
        // An error at the start of a line may belong to the previous document.
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
