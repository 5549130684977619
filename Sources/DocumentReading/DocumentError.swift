package import SourceText

/// Why a document could not be read or does not mean what it should: where, what, and the line itself.
package struct DocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        case syntax
        /// Well-formed, but not what is expected there.
        case meaning
        /// A limit against hostile input was reached.
        case limit
    }

    package let kind: Kind
    package let file: String
    package let position: SourcePosition
    package let message: String
    /// The text of the line at `position`.
    package let line: String

    package init(_ kind: Kind, in file: SourceFile, at offset: Int, _ message: String) {
        self.kind = kind
        self.file = file.path
        self.position = file.position(at: min(max(offset, 0), file.bytes.count))
        self.message = message
        self.line = file.text(ofLine: position.line)
    }

    /// `file:line:column: error: message`, the line and a caret below the place.
    package var description: String {
        let shown = line.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? " " : $0 }
        let caret = String(repeating: " ", count: min(position.column, 201) - 1) + "^"
        var text = ""
        text.unicodeScalars.append(contentsOf: shown)
        return "\(file):\(position): error: \(message)\n\(text)\n\(caret)"
    }
}

extension TreeNode {
    /// An error about the meaning of this node.
    package func error(_ message: String) -> DocumentError {
        DocumentError(.meaning, in: file, at: range.lower, message)
    }
}
