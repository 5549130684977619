package import SourceText

/// A node of a recorded document. Aliases of scalars are looked through; an alias of a mapping or a sequence is a leaf
/// of its own, so that walking a document visits each record once, whatever its aliases repeat.
package struct TreeNode {
    package let tape: DocumentTape
    /// Identifies the node in its document.
    package let index: Int

    init(tape: DocumentTape, index: Int) {
        self.tape = tape
        let record = tape.records[index]
        if record.kind == .alias, record.link >= 0, tape.records[Int(record.link)].kind == .scalar {
            self.index = Int(record.link)
        } else {
            self.index = index
        }
    }

    private var record: DocumentTape.Record { tape.records[index] }

    package var kind: DocumentTape.Kind { record.kind }
    package var isMapping: Bool { record.kind == .mapping }
    package var isSequence: Bool { record.kind == .sequence }
    package var isScalar: Bool { record.kind == .scalar }
    package var style: ScalarStyle { record.style }
    package var hasTag: Bool { record.hasTag }

    /// The value as written, in the whole input: quotes are inside, anchor and tag are not.
    package var range: ByteRange {
        let record = record
        let origin = tape.file.origin.offset
        return ByteRange(origin + Int(record.lower), origin + Int(record.upper))
    }
    package var position: SourcePosition { tape.file.position(at: range.lower) }
    package var file: SourceFile { tape.file }

    /// The decoded value of a scalar.
    package var text: String? {
        let record = record
        guard record.kind == .scalar else { return nil }
        return String(decoding: tape.value(of: record), as: UTF8.self)
    }

    /// The decoded value of a scalar without making a string of it; empty for other nodes.
    package var bytes: ArraySlice<UInt8> {
        let record = record
        return record.kind == .scalar ? tape.value(of: record) : []
    }

    /// Whether this is a scalar with exactly this decoded value; makes no string.
    package func isText(_ expected: StaticString) -> Bool {
        let record = record
        guard record.kind == .scalar, Int(record.count) == expected.utf8CodeUnitCount else { return false }
        let value = tape.value(of: record)
        return expected.withUTF8Buffer { unsafe $0.elementsEqual(value) }
    }

    /// The members of a mapping in the order of the file; none for other nodes.
    package var members: TreeMembers { TreeMembers(tape: tape, mapping: isMapping ? index : nil) }

    /// The elements of a sequence; none for other nodes.
    package var elements: TreeElements { TreeElements(tape: tape, sequence: isSequence ? index : nil) }

    /// The value of the first member with this key.
    package subscript(_ key: StaticString) -> TreeNode? {
        for member in members where member.key.isText(key) { return member.value }
        return nil
    }

    package subscript(key key: String) -> TreeNode? {
        for member in members where member.key.text == key { return member.value }
        return nil
    }

    /// The node at the end of a path of keys.
    package func at(_ path: StaticString...) -> TreeNode? {
        var node: TreeNode? = self
        for key in path { node = node?[key] }
        return node
    }
}

package struct TreeMembers: Sequence, IteratorProtocol {
    private let tape: DocumentTape
    private var position: Int
    private let end: Int

    init(tape: DocumentTape, mapping: Int?) {
        self.tape = tape
        self.position = mapping.map { $0 + 1 } ?? 0
        self.end = mapping.map(tape.end) ?? 0
    }

    package mutating func next() -> (key: TreeNode, value: TreeNode)? {
        guard position < end else { return nil }
        let key = position
        let value = tape.end(of: key)
        position = tape.end(of: value)
        return (TreeNode(tape: tape, index: key), TreeNode(tape: tape, index: value))
    }
}

package struct TreeElements: Sequence, IteratorProtocol {
    private let tape: DocumentTape
    private var position: Int
    private let end: Int

    init(tape: DocumentTape, sequence: Int?) {
        self.tape = tape
        self.position = sequence.map { $0 + 1 } ?? 0
        self.end = sequence.map(tape.end) ?? 0
    }

    package mutating func next() -> TreeNode? {
        guard position < end else { return nil }
        let element = position
        position = tape.end(of: element)
        return TreeNode(tape: tape, index: element)
    }
}
