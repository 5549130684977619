package import SourceText

/// One document as a flat preorder array of small records: no tree of objects is built, values that stand in the file
/// as they are stay there, and strings are made only for what is kept. `TreeNode` is the way to walk it.
package final class DocumentTape {
    package enum Kind: UInt8, Sendable {
        case mapping
        case sequence
        case scalar
        case alias
    }

    struct Record {
        /// Offsets in the bytes of the file: quotes are inside, anchor and tag are not.
        var lower: Int32
        var upper: Int32
        /// The record after the subtree of a mapping or sequence. Where the value of a scalar starts: in the arena, or
        /// as its complement in the file. The record that an alias stands for; -1 where there is none, or where it
        /// stands inside of it.
        var link: Int32
        /// Bytes of a scalar's value.
        var count: Int32
        var kind: Kind
        var style: ScalarStyle
        /// Carries an explicit tag other than the scalar's default, such as `!!binary`.
        var hasTag: Bool
    }

    package let file: SourceFile
    var records: [Record] = []
    /// Decoded values that the file spells differently.
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

    /// The record after the node at `index` and all that is below it.
    func end(of index: Int) -> Int {
        let record = records[index]
        return record.kind == .mapping || record.kind == .sequence ? Int(record.link) : index + 1
    }

    /// The decoded value of a scalar.
    func value(of record: Record) -> ArraySlice<UInt8> {
        if record.link < 0 {
            let start = Int(~record.link)
            return file.bytes[start..<start + Int(record.count)]
        }
        return arena[Int(record.link)..<Int(record.link) + Int(record.count)]
    }

    // MARK: - Recording

    /// Appends a mapping or sequence whose end is not known yet.
    func appendContainer(_ kind: Kind, range: ByteRange) -> Int {
        append(kind, range: range, link: -1)
    }

    func close(_ container: Int, upper: Int) {
        records[container].link = Int32(records.count)
        records[container].upper = Int32(upper)
    }

    /// - Parameter value: in the arena.
    @discardableResult
    func appendScalar(style: ScalarStyle, hasTag: Bool = false, value: Range<Int>, range: ByteRange) -> Int {
        append(.scalar, style: style, hasTag: hasTag, range: range, link: value.lowerBound, count: value.count)
    }

    /// - Parameter content: how many bytes of quote stand on either side of the value.
    @discardableResult
    func appendVerbatim(style: ScalarStyle, hasTag: Bool = false, content: Int, range: ByteRange) -> Int {
        append(
            .scalar, style: style, hasTag: hasTag, range: range, link: ~(range.lower + content),
            count: range.count - 2 * content)
    }

    func appendAlias(of target: Int, range: ByteRange) {
        append(.alias, range: range, link: target)
    }

    @discardableResult
    private func append(
        _ kind: Kind, style: ScalarStyle = .plain, hasTag: Bool = false, range: ByteRange, link: Int, count: Int = 0
    ) -> Int {
        let index = records.count
        records.append(
            Record(
                lower: Int32(range.lower), upper: Int32(range.upper), link: Int32(link), count: Int32(count),
                kind: kind, style: style, hasTag: hasTag))
        return index
    }
}
