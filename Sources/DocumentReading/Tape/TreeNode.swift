public import SourceText

/// A node of a recorded document. An alias of a scalar reads as the scalar. An alias of a mapping or sequence is a
/// leaf, so that a walk visits each record once, however often aliases refer to it.
///
/// Inlinable, because another module walks every node of every document, and public, because Swift 6.3 accepts
/// `@inlinable package` but does not inline it into other modules: a scan then takes a tenth more instructions.
public struct TreeNode {
    public let tape: DocumentTape
    /// Identifies the node in its document.
    public let index: Int

    /// - Parameter index: that of a node, or of an alias to it.
    @inlinable
    public init(tape: DocumentTape, index: Int) {
        self.tape = tape
        self.index = tape.target(of: index)
    }

    @inlinable public var kind: DocumentTape.Kind { tape[index].kind }
    @inlinable public var isMapping: Bool { kind == .mapping }
    @inlinable public var isSequence: Bool { kind == .sequence }
    @inlinable public var isScalar: Bool { kind == .scalar }
    @inlinable public var style: ScalarStyle { tape[index].style }
    @inlinable public var hasTag: Bool { tape[index].hasTag }

    /// The value in the file, with quotes but without anchor and tag, as offsets in the whole input.
    package var range: ByteRange {
        let record = tape[index]
        let origin = tape.file.origin.offset
        return ByteRange(origin + Int(record.lower), origin + Int(record.upper))
    }
    package var position: SourcePosition { tape.file.position(at: range.lower) }
    package var file: SourceFile { tape.file }

    /// The mapping or sequence that an alias refers to; nil for other nodes.
    package var aliased: TreeNode? {
        let record = tape[index]
        return record.kind == .alias && record.link >= 0 ? TreeNode(tape: tape, index: Int(record.link)) : nil
    }

    /// The decoded value of a scalar.
    package var text: String? { isScalar ? String(decoding: bytes, as: UTF8.self) : nil }

    /// The decoded value of a scalar as bytes; empty for other nodes.
    @inlinable public var bytes: ScalarBytes { tape.bytes(at: index) }

    /// Whether this is a scalar with exactly this decoded value. Does not make a string.
    @inlinable
    public func isText(_ expected: StaticString) -> Bool { tape.isText(expected, at: index) }

    /// The members of a mapping in file order; empty for other nodes.
    @inlinable public var members: TreeMembers { TreeMembers(tape: tape, mapping: isMapping ? index : nil) }

    /// The members of a mapping as indices; empty for other nodes.
    @inlinable public var memberIndices: MemberIndices { MemberIndices(tape: tape, mapping: isMapping ? index : nil) }

    /// The elements of a sequence; empty for other nodes.
    @inlinable public var elements: TreeElements { TreeElements(tape: tape, sequence: isSequence ? index : nil) }

    /// The elements of a sequence as indices; empty for other nodes.
    @inlinable public var elementIndices: ElementIndices {
        ElementIndices(tape: tape, sequence: isSequence ? index : nil)
    }

    /// The value of the first member with this key. Works on indices, because each `TreeNode` retains the tape.
    @inlinable
    public subscript(_ key: StaticString) -> TreeNode? {
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

public struct TreeMembers: Sequence, IteratorProtocol {
    @usableFromInline var indices: MemberIndices

    @inlinable
    init(tape: DocumentTape, mapping: Int?) {
        indices = MemberIndices(tape: tape, mapping: mapping)
    }

    @inlinable
    public mutating func next() -> (key: TreeNode, value: TreeNode)? {
        guard let (key, value) = indices.next() else { return nil }
        return (TreeNode(tape: indices.tape, index: key), TreeNode(tape: indices.tape, index: value))
    }
}

/// The indices of the keys and values of a mapping. Reference counts are what a walk costs most, and each `TreeNode` has
/// one; a walk of nodes that hardly ever matter uses these.
public struct MemberIndices: Sequence, IteratorProtocol {
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
    public mutating func next() -> (key: Int, value: Int)? {
        guard position < end else { return nil }
        let key = position
        let value = tape.end(of: key)
        position = tape.end(of: value)
        return (tape.target(of: key), tape.target(of: value))
    }
}

public struct TreeElements: Sequence, IteratorProtocol {
    @usableFromInline var indices: ElementIndices

    @inlinable
    init(tape: DocumentTape, sequence: Int?) {
        indices = ElementIndices(tape: tape, sequence: sequence)
    }

    @inlinable
    public mutating func next() -> TreeNode? { indices.next().map { TreeNode(tape: indices.tape, index: $0) } }
}

/// The indices of the elements of a sequence.
public struct ElementIndices: Sequence, IteratorProtocol {
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
    public mutating func next() -> Int? {
        guard position < end else { return nil }
        let element = position
        position = tape.end(of: element)
        return tape.target(of: element)
    }
}

/// The types of plain scalars in YAML's core schema (YAML 1.2.2, section 10.3), with the spellings of booleans and null
/// that Kubernetes' decoder accepts, too. Quoted scalars are strings.
extension TreeNode {
    package var isNull: Bool {
        isPlain && (isText("") || isText("~") || isText("null") || isText("Null") || isText("NULL"))
    }

    package var bool: Bool? {
        guard isPlain, let text else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// The value of a decimal integer; nil for octal and hexadecimal ones.
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

    /// The value of a string: a scalar that is quoted, or plain and not a null, boolean or number.
    package var string: String? {
        guard isScalar, let text else { return nil }
        if isPlain, isNull || bool != nil || isNumber(text) { return nil }
        return text
    }

    /// The value of a string as bytes.
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
