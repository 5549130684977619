package import SourceText

/// One document as a flat preorder array of records over an arena of decoded values: no tree of objects is built, and
/// strings are made only for what is kept. `TreeNode` is the way to walk it.
package final class DocumentTape {
    package enum Kind: UInt8, Sendable {
        case mapping
        case sequence
        case scalar
        case alias
    }

    struct Record {
        var kind: Kind
        var style: ScalarStyle
        /// Carries an explicit tag other than the scalar's default, such as `!!binary`.
        var hasTag: Bool
        /// The record after this subtree.
        var end: Int32
        /// The decoded value in the arena.
        var valueStart: Int32
        var valueEnd: Int32
        /// Byte offsets in the file: quotes are inside, anchor and tag are not.
        var lower: Int32
        var upper: Int32
        /// For an alias, the record that it stands for; -1 where there is none, or where it stands inside of it.
        var target: Int32
    }

    package let file: SourceFile
    var records: [Record] = []
    var arena: [UInt8] = []

    init(file: SourceFile) {
        self.file = file
    }

    /// Nil for an empty document.
    package var root: TreeNode? { records.isEmpty ? nil : TreeNode(tape: self, index: 0) }

    func reset() {
        records.removeAll(keepingCapacity: true)
        arena.removeAll(keepingCapacity: true)
    }

    /// Appends a record whose end is not known yet, for containers, or the next record, for leaves.
    @discardableResult
    func append(
        _ kind: Kind, style: ScalarStyle = .plain, hasTag: Bool = false, value: Range<Int> = 0..<0, range: ByteRange,
        target: Int = -1
    ) -> Int {
        let index = records.count
        records.append(
            Record(
                kind: kind, style: style, hasTag: hasTag, end: Int32(index + 1), valueStart: Int32(value.lowerBound),
                valueEnd: Int32(value.upperBound), lower: Int32(range.lower), upper: Int32(range.upper),
                target: Int32(target)))
        return index
    }

    func close(_ container: Int, upper: Int) {
        records[container].end = Int32(records.count)
        records[container].upper = Int32(upper)
    }
}
