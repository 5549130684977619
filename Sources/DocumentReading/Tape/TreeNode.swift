package import SourceText

/// A node of a recorded document. Aliases of scalars are looked through; an alias of a mapping or a sequence is a leaf
/// of its own, so that walking a document visits each record once, whatever its aliases repeat.
///
/// All of it is inlinable: scanning is a walk over every node, in another module.
package struct TreeNode {
    package let tape: DocumentTape
    /// Identifies the node in its document.
    package let index: Int

    @inlinable
    init(tape: DocumentTape, index: Int) {
        self.tape = tape
        self.index = tape.target(of: index)
    }

    @inlinable package var kind: DocumentTape.Kind { tape[index].kind }
    @inlinable package var isMapping: Bool { kind == .mapping }
    @inlinable package var isSequence: Bool { kind == .sequence }
    @inlinable package var isScalar: Bool { kind == .scalar }
    @inlinable package var style: ScalarStyle { tape[index].style }
    @inlinable package var hasTag: Bool { tape[index].hasTag }

    /// The value as written, in the whole input: quotes are inside, anchor and tag are not.
    package var range: ByteRange {
        let record = tape[index]
        let origin = tape.file.origin.offset
        return ByteRange(origin + Int(record.lower), origin + Int(record.upper))
    }
    package var position: SourcePosition { tape.file.position(at: range.lower) }
    package var file: SourceFile { tape.file }

    /// The mapping or sequence that an alias stands for.
    package var aliased: TreeNode? {
        let record = tape[index]
        return record.kind == .alias && record.link >= 0 ? TreeNode(tape: tape, index: Int(record.link)) : nil
    }

    /// The decoded value of a scalar.
    package var text: String? { isScalar ? String(decoding: bytes, as: UTF8.self) : nil }

    /// The decoded value of a scalar without making a string of it; empty for other nodes.
    @inlinable package var bytes: ScalarBytes {
        let record = tape[index]
        guard record.kind == .scalar else { return ScalarBytes(tape: tape, start: 0, count: 0) }
        return ScalarBytes(tape: tape, start: Int(record.link), count: Int(record.count))
    }

    /// Whether this is a scalar with exactly this decoded value; makes no string.
    @inlinable
    package func isText(_ expected: StaticString) -> Bool { tape.isText(expected, at: index) }

    /// The members of a mapping in the order of the file; none for other nodes.
    @inlinable package var members: TreeMembers { TreeMembers(tape: tape, mapping: isMapping ? index : nil) }

    /// The elements of a sequence; none for other nodes.
    @inlinable package var elements: TreeElements { TreeElements(tape: tape, sequence: isSequence ? index : nil) }

    /// The value of the first member with this key. By indices: a node that is made holds the tape.
    @inlinable
    package subscript(_ key: StaticString) -> TreeNode? {
        guard isMapping else { return nil }
        var position = index + 1
        let end = tape.end(of: index)
        while position < end {
            let value = tape.end(of: position)
            if tape.isText(key, at: tape.target(of: position)) { return TreeNode(tape: tape, index: value) }
            position = tape.end(of: value)
        }
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
    @usableFromInline let tape: DocumentTape
    @usableFromInline var position: Int
    @usableFromInline let end: Int

    @inlinable
    init(tape: DocumentTape, mapping: Int?) {
        self.tape = tape
        self.position = mapping.map { $0 + 1 } ?? 0
        self.end = mapping.map { tape.end(of: $0) } ?? 0
    }

    @inlinable
    package mutating func next() -> (key: TreeNode, value: TreeNode)? {
        guard position < end else { return nil }
        let key = position
        let value = tape.end(of: key)
        position = tape.end(of: value)
        return (TreeNode(tape: tape, index: key), TreeNode(tape: tape, index: value))
    }
}

package struct TreeElements: Sequence, IteratorProtocol {
    @usableFromInline let tape: DocumentTape
    @usableFromInline var position: Int
    @usableFromInline let end: Int

    @inlinable
    init(tape: DocumentTape, sequence: Int?) {
        self.tape = tape
        self.position = sequence.map { $0 + 1 } ?? 0
        self.end = sequence.map { tape.end(of: $0) } ?? 0
    }

    @inlinable
    package mutating func next() -> TreeNode? {
        guard position < end else { return nil }
        let element = position
        position = tape.end(of: element)
        return TreeNode(tape: tape, index: element)
    }
}

/// What a plain scalar means by YAML's core schema (YAML 1.2.2, section 10.3), with the spellings of booleans and null
/// that Kubernetes' decoder shares with it. Quoted scalars are strings.
extension TreeNode {
    package var isNull: Bool {
        guard isPlain, let text else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var bool: Bool? {
        guard isPlain, let text else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// A decimal integer in plain digits; octal and hexadecimal spellings are none.
    package var integer: Int? {
        guard isPlain else { return nil }
        let bytes = bytes
        var digits = bytes[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        guard let first = digits.first, digits.allSatisfy(\.isDigit),
            digits.count == 1 || first != UInt8(ascii: "0")
        else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    /// A scalar that decoders take as a string: quoted, or plain and no null, boolean or number.
    package var string: String? {
        guard isScalar, let text else { return nil }
        if isPlain, isNull || bool != nil || isNumber(text) { return nil }
        return text
    }

    /// The same without making a string of it.
    package var stringBytes: ScalarBytes? { isScalar && (!isPlain || string != nil) ? bytes : nil }

    private var isPlain: Bool { isScalar && style == .plain && !hasTag }

    private func isNumber(_ text: String) -> Bool {
        if integer != nil { return true }
        guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }),
            first == UInt8(ascii: ".") || first.isDigit
        else { return false }
        if text.hasPrefix("0x") || text.hasPrefix("0o") {
            return Int(text.dropFirst(2), radix: text.hasPrefix("0x") ? 16 : 8) != nil
        }
        return Double(text) != nil
    }
}
