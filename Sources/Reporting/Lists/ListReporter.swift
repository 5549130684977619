package import AuditModel
internal import ImageModel
internal import SourceText

/// Every occurrence of an inventory, for `list`. References are spelled as in the files.
package struct ListReporter: Sendable {
    package init() {}

    /// One line per occurrence: `file:line:column  reference  Kind namespace/name  path`.
    package func text(_ inventory: Inventory) -> String {
        var text = ""
        for occurrence in inventory.occurrences {
            text += Escaping.terminal("\(occurrence.file):\(occurrence.position)")
            for field in [occurrence.text, occurrence.object.shown, occurrence.path] {
                text += "  "
                text += field.isEmpty ? "-" : Escaping.terminal(field)
            }
            text += "\n"
        }
        return text
    }

    /// One line per occurrence, below a line with the names of the fields.
    package func csv(_ inventory: Inventory) -> String {
        let names = [
            "file", "line", "column", "reference", "apiVersion", "kind", "namespace", "name", "path", "source",
            "confidence",
        ]
        return CSV.line(names)
            + inventory.occurrences.map { occurrence in
                let object = occurrence.object
                return CSV.line([
                    occurrence.file, String(occurrence.position.line), String(occurrence.position.column),
                    occurrence.text, object.apiVersion ?? "", object.kind ?? "", object.namespace ?? "",
                    object.name ?? "", occurrence.path, occurrence.matcher, occurrence.confidence.rawValue,
                ])
            }.joined()
    }

    /// A line about a document that could not be read.
    package func diagnostic(_ source: UnreadableSource) -> String {
        let place = source.position.map { ":\($0)" } ?? ""
        return Escaping.terminal("\(source.file)\(place): unchecked[\(source.kind.rawValue)]: \(source.message)") + "\n"
    }

    /// A line about an occurrence whose digest is replaced.
    package func updated(_ occurrence: Occurrence, changes: String) -> String {
        line("updated", occurrence, changes)
    }

    /// A line about an occurrence that pinning does not touch.
    package func leftAlone(_ occurrence: Occurrence, reason: String) -> String {
        line("left alone", occurrence, reason)
    }

    private func line(_ outcome: String, _ occurrence: Occurrence, _ detail: String) -> String {
        let object = occurrence.object.shown
        let subject = occurrence.text + (object.isEmpty ? "" : " in \(object)")
        let line = "\(occurrence.file):\(occurrence.position): \(outcome): \(subject): \(detail)"
        return Escaping.terminal(line, limit: Escaping.sentenceLimit) + "\n"
    }

    /// Schema `polyarch.list/v1`.
    package func json(_ inventory: Inventory) -> String {
        JSONValue.object([
            "schema": .string("polyarch.list/v1"),
            "occurrences": .each(inventory.occurrences, occurrence),
            "unchecked": .each(inventory.unreadable, unreadable),
        ]).document
    }

    private func occurrence(_ occurrence: Occurrence) -> JSONValue {
        .object([
            "file": .string(occurrence.file),
            "document": .integer(occurrence.object.document),
            "apiVersion": .optional(occurrence.object.apiVersion),
            "kind": .optional(occurrence.object.kind),
            "namespace": .optional(occurrence.object.namespace),
            "name": .optional(occurrence.object.name),
            "path": .string(occurrence.path),
            "line": .integer(occurrence.position.line),
            "column": .integer(occurrence.position.column),
            "reference": .string(occurrence.text),
            "source": .string(occurrence.matcher),
            "confidence": .string(occurrence.confidence.rawValue),
            "content": .string(occurrence.content.rawValue),
        ])
    }

    private func unreadable(_ source: UnreadableSource) -> JSONValue {
        .object([
            "file": .string(source.file),
            "document": .optional(source.document),
            "line": .optional(source.position?.line),
            "column": .optional(source.position?.column),
            "kind": .string(source.kind.rawValue),
            "message": .string(source.message),
        ])
    }
}

/// Comma-separated values (RFC 4180), for spreadsheets too: what would be a formula there is made text.
enum CSV {
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        var text = Escaping.terminal(text)
        // Spreadsheets run what starts like this.
        if let first = text.utf8.first, "=+-@\t".utf8.contains(first) { text = "'" + text }
        guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
        let quoted = text.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        return "\"" + quoted.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
    }
}
