package import SourceText

/// An error in the syntax or the meaning of a document, with its position and the line to show.
package struct DocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        case syntax
        /// Well-formed, but not what is expected.
        case meaning
        /// More than a limit against hostile input allows.
        case limit
    }

    package let kind: Kind
    package let file: String
    package let position: SourcePosition
    package let message: String
    /// The text of the line at `position`; of a very long line, its beginning. Empty at the end of the file.
    package let line: String

    private static let shownBytes = 4096

    /// - Parameters:
    ///   - offset: in the whole input, like the ranges of nodes.
    ///   - end: the end of the document; a line after it belongs to another document and is not shown.
    package init(_ kind: Kind, in file: SourceFile, at offset: Int, before end: Int = .max, _ message: String) {
        self.kind = kind
        self.file = file.path
        self.position = file.position(at: min(max(offset, file.origin.offset), file.end.offset))
        self.message = message
        let isOwnLine = end == .max || file.start(ofLine: position.line) < end
        self.line = isOwnLine ? file.text(ofLine: position.line, limit: Self.shownBytes) : ""
    }

    /// `file:line:column: error: message`, then the line, unless it is empty, and a caret below the column.
    package var description: String {
        let headline = "\(file):\(position): error: \(message)"
        if line.isEmpty { return headline }
        let shown = line.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? " " : $0 }
        let caret = String(repeating: " ", count: min(position.column, 201) - 1) + "^"
        var text = ""
        text.unicodeScalars.append(contentsOf: shown)
        return "\(headline)\n\(text)\n\(caret)"
    }
}

extension TreeNode {
    /// An error about the meaning of this node.
    package func error(_ message: String) -> DocumentError {
        DocumentError(.meaning, in: file, at: range.lower, message)
    }
}
