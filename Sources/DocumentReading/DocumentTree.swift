package import SourceText

/// One document as a flat preorder array of nodes over an arena of decoded values. Walking it makes no copies; strings
/// are made only for what is kept.
package struct DocumentTree: Sendable {
    package enum Kind: UInt8, Sendable {
        case mapping
        case sequence
        case scalar
        case alias
    }

    struct Record: Sendable {
        var kind: Kind
        var style: ScalarStyle
        /// Index of the first record after this subtree.
        var end: Int32
        /// Decoded scalar value, or the alias' anchor, in the arena.
        var valueStart: Int32
        var valueEnd: Int32
        /// Byte offsets in the file; quotes are inside, anchor and tag are not.
        var lower: Int32
        var upper: Int32
        /// For an alias: the record that it stands for. -1 where the anchor is unknown.
        var target: Int32
        var hasTag: Bool
    }

    var records: [Record]
    var arena: [UInt8]
    package let file: SourceFile

    init(file: SourceFile) {
        self.file = file
        self.records = []
        self.arena = []
    }

    /// Nil for an empty document.
    package var root: TreeNode? { records.isEmpty ? nil : TreeNode(tree: self, index: 0) }
}
