internal import DocumentReading
internal import SourceText

/// Where the text of a string stands in the file, for documents that are found inside of strings.
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

    /// How many strings deep.
    var level: Int { 1 + (outer?.level ?? 0) }

    /// The scalar of the file itself.
    var outermost: TreeNode { outer?.outermost ?? node }

    /// Where a place of the text is in the file. Lines of a literal block are lines of the file, further to the right;
    /// other styles fold and escape, and then it is where the string starts.
    func position(of inner: SourcePosition) -> SourcePosition {
        let here = literal(inner) ?? node.position
        return outer?.position(of: here) ?? here
    }

    private func literal(_ inner: SourcePosition) -> SourcePosition? {
        guard node.style == .literal else { return nil }
        let number = node.position.line + inner.line
        let line = node.file.text(ofLine: number)
        let content = text.text(ofLine: inner.line)
        // Where libyaml breaks lines that editors do not, the lines differ; then nothing is claimed.
        guard line.hasSuffix(content) else { return nil }
        let indentation = line.unicodeScalars.count - content.unicodeScalars.count
        return SourcePosition(line: number, column: indentation + inner.column)
    }
}
