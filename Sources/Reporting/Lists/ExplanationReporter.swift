package import AuditModel
internal import SourceText

/// Why each place of an inventory was taken for an image, and why similar text elsewhere was not.
package struct ExplanationReporter: Sendable {
    package init() {}

    private struct Entry {
        let position: SourcePosition
        let text: String
    }

    /// - Parameter explanation: what the name of a matcher means.
    package func text(_ inventory: Inventory, explanation: (String) -> String?) -> String {
        var files: [String] = []
        var entries: [String: [Entry]] = [:]
        func add(_ file: String, _ position: SourcePosition, _ text: String) {
            if entries[file] == nil { files.append(file) }
            entries[file, default: []].append(Entry(position: position, text: text))
        }
        for occurrence in inventory.occurrences {
            let why = explanation(occurrence.matcher).map { ": " + $0 } ?? ""
            let content =
                switch occurrence.content {
                case .image: ""
                case .artifact: "; not judged, because no container runs it"
                case .deferred: "; not judged, because it is filled in at run time"
                }
            let lines = [
                place(
                    occurrence.file, occurrence.position, occurrence.text, occurrence.object.shown, occurrence.path),
                "  \(occurrence.confidence.rawValue), \(occurrence.matcher)\(why)\(content)",
            ]
            add(occurrence.file, occurrence.position, lines.joined(separator: "\n") + "\n")
        }
        for place in inventory.rejected {
            let lines = [
                self.place(
                    place.file, place.position, place.text,
                    ObjectName.text(kind: place.kind, namespace: place.namespace, name: place.name), place.path),
                "  rejected: " + Escaping.terminal(place.reason, limit: Escaping.sentenceLimit),
            ]
            add(place.file, place.position, lines.joined(separator: "\n") + "\n")
        }
        return files.flatMap { (entries[$0] ?? []).sorted { $0.position < $1.position }.map(\.text) }.joined()
    }

    private func place(
        _ file: String, _ position: SourcePosition, _ text: String, _ object: String, _ path: String
    ) -> String {
        ["\(file):\(position)", Escaping.terminal(text, limit: 160), object, path]
            .map { $0.isEmpty ? "-" : Escaping.terminal($0) }.joined(separator: "  ")
    }
}
