internal import DocumentReading
internal import SourceText

/// Where a string with a document or text in it is in the file.
final class TextOrigin {
    /// The scalar that holds the text.
    let node: TreeNode
    /// The decoded text.
    let text: SourceFile
    private let outer: TextOrigin?

    init(_ node: TreeNode, in outer: TextOrigin?) {
        self.node = node
        self.text = SourceFile(path: node.file.path, bytes: Array(node.bytes))
        self.outer = outer
    }

    /// How many strings are around the text, its own included.
    var level: Int { 1 + (outer?.level ?? 0) }

    /// The scalar of the file itself.
    var outermost: TreeNode { outer?.outermost ?? node }

    /// The position in the file of a position in the text. Lines of a literal block are indented lines of the file;
    /// other styles fold and escape, so for them it is the start of the string.
    func position(of inner: SourcePosition) -> SourcePosition {
        let here = literal(inner) ?? node.position
        return outer?.position(of: here) ?? here
    }

    private func literal(_ inner: SourcePosition) -> SourcePosition? {
        guard node.style == .literal else { return nil }
        let number = node.position.line + inner.line
        let line = node.file.text(ofLine: number)
        let content = text.text(ofLine: inner.line)
        // The lines differ where libyaml breaks lines and editors do not.
        guard line.hasSuffix(content) else { return nil }
        let indentation = line.unicodeScalars.count - content.unicodeScalars.count
        return SourcePosition(line: number, column: indentation + inner.column)
    }
}
