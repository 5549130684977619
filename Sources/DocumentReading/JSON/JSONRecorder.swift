internal import SourceText

/// Records a JSON text onto a tape, strictly by RFC 8259. Not `JSONDecoder`, which silently drops one of two equal
/// keys: that is how two programs come to read one manifest differently.
struct JSONRecorder {
    enum DuplicateKeys {
        case refuse
        /// Both members are recorded.
        case keep
    }

    let file: SourceFile
    let limits: ReadingLimits
    let duplicateKeys: DuplicateKeys
    let bytes: [UInt8]
    let end: Int
    /// In `bytes`, like all offsets here.
    var offset: Int

    /// - Parameter range: the part of the file's bytes to read; nil for all.
    init(file: SourceFile, range: ByteRange? = nil, limits: ReadingLimits, duplicateKeys: DuplicateKeys) {
        self.file = file
        self.limits = limits
        self.duplicateKeys = duplicateKeys
        bytes = file.bytes
        offset = range?.lower ?? 0
        end = range?.upper ?? file.bytes.count
    }

    /// A cheap guess: whether the first character opens an object or an array, but not a template.
    static func looksLikeJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.firstIndex(where: { !$0.isSpace }) else { return false }
        let isTemplate = first + 1 >= bytes.endIndex || bytes[first + 1] == UInt8(ascii: "{")
        return bytes[first] == UInt8(ascii: "[") || (bytes[first] == UInt8(ascii: "{") && !isTemplate)
    }

    /// Records the whole text. Returns the error; nil on success.
    func record(onto tape: DocumentTape) -> DocumentError? {
        var reader = self
        do {
            try reader.text(onto: tape)
            return nil
        } catch {
            tape.reset()
            return error
        }
    }

    /// Records the next of several values in a row.
    mutating func recordNext(onto tape: DocumentTape) throws(DocumentError) {
        skipSpace()
        tape.reset()
        try value(onto: tape, depth: 0)
        skipSpace()
    }

    var isAtEnd: Bool { offset == end }

    /// Whether another object or array follows.
    var isBeforeJSON: Bool { Self.looksLikeJSON(bytes[offset..<end]) }

    private mutating func text(onto tape: DocumentTape) throws(DocumentError) {
        skipSpace()
        try value(onto: tape, depth: 0)
        skipSpace()
        if !isAtEnd { throw fail("unexpected text after the JSON value") }
    }

    private mutating func value(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        guard offset < end else { throw fail("unexpected end of the JSON text: a value is expected") }
        switch bytes[offset] {
        case UInt8(ascii: "{"): try object(onto: tape, depth: depth)
        case UInt8(ascii: "["): try array(onto: tape, depth: depth)
        case UInt8(ascii: "\""): try string(onto: tape)
        case UInt8(ascii: "t"): try literal("true", onto: tape)
        case UInt8(ascii: "f"): try literal("false", onto: tape)
        case UInt8(ascii: "n"): try literal("null", onto: tape)
        default: try number(onto: tape)
        }
    }

    private mutating func object(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        let container = try open(.mapping, onto: tape, depth: depth)
        var keys = KeysOfObject(container: container)
        if take(UInt8(ascii: "}")) { return tape.close(container, upper: offset) }
        repeat {
            skipSpace()
            let start = offset
            guard offset < end, bytes[offset] == UInt8(ascii: "\"") else {
                throw fail("expected a key")
            }
            let key = try string(onto: tape)
            if duplicateKeys == .refuse, !keys.insert(key, of: tape) {
                offset = start
                throw fail("duplicate key in an object")
            }
            guard take(UInt8(ascii: ":")) else { throw fail("expected ':'") }
            skipSpace()
            try value(onto: tape, depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fail("expected ',' or '}'") }
        tape.close(container, upper: offset)
    }

    private mutating func array(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        let container = try open(.sequence, onto: tape, depth: depth)
        if take(UInt8(ascii: "]")) { return tape.close(container, upper: offset) }
        repeat {
            skipSpace()
            try value(onto: tape, depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fail("expected ',' or ']'") }
        tape.close(container, upper: offset)
    }

    private mutating func open(
        _ kind: DocumentTape.Kind, onto tape: DocumentTape, depth: Int
    ) throws(DocumentError) -> Int {
        guard depth < limits.depth else {
            throw fail("objects and arrays are nested more than \(limits.depth) deep", .limit)
        }
        let index = tape.appendContainer(kind, range: ByteRange(offset, offset))
        offset += 1
        return index
    }

    private mutating func literal(_ word: StaticString, onto tape: DocumentTape) throws(DocumentError) {
        let text = Array(word.description.utf8)
        guard bytes[offset...].starts(with: text) else { throw fail("invalid JSON value") }
        leaf(text.count, onto: tape)
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number(onto tape: DocumentTape) throws(DocumentError) {
        var next = offset
        if byte(next) == UInt8(ascii: "-") { next += 1 }
        let integer = next..<endOfDigits(next)
        guard !integer.isEmpty, byte(integer.lowerBound) != UInt8(ascii: "0") || integer.count == 1 else {
            throw fail("invalid JSON value")
        }
        next = integer.upperBound
        if byte(next) == UInt8(ascii: ".") {
            let fraction = next + 1
            next = endOfDigits(fraction)
            guard next > fraction else { throw fail("expected a digit after the decimal point") }
        }
        if byte(next) | 0x20 == UInt8(ascii: "e") {
            next += 1
            if byte(next) == UInt8(ascii: "+") || byte(next) == UInt8(ascii: "-") { next += 1 }
            let exponent = next
            next = endOfDigits(exponent)
            guard next > exponent else { throw fail("expected a digit in the exponent") }
        }
        leaf(next - offset, onto: tape)
    }

    /// 0 past the end.
    private func byte(_ position: Int) -> UInt8 { position < end ? bytes[position] : 0 }

    private func endOfDigits(_ start: Int) -> Int {
        var next = start
        while byte(next).isDigit { next += 1 }
        return next
    }

    func store(_ range: Range<Int>, onto tape: DocumentTape) {
        unsafe bytes[range].withUnsafeBufferPointer { unsafe tape.store($0) }
    }

    private mutating func leaf(_ count: Int, onto tape: DocumentTape) {
        let valueStart = tape.arenaCount
        store(offset..<offset + count, onto: tape)
        tape.appendScalar(style: .plain, valueStart: valueStart, range: ByteRange(offset, offset + count))
        offset += count
    }

    private mutating func skipSpace() {
        while offset < end, bytes[offset].isSpace {
            offset += 1
            if bytes[offset - 1] == UInt8(ascii: "\n") { skipIndentation() }
        }
    }

    /// Skips spaces, by blocks.
    private mutating func skipIndentation() {
        while offset + ByteBlock.size <= end {
            let others = block(at: offset).differences(UInt8(ascii: " "))
            if others != 0 {
                offset += others.trailingZeroBitCount / 8
                return
            }
            offset += ByteBlock.size
        }
    }

    // SAFETY: the precondition keeps the block inside the bytes.
    func block(at position: Int) -> ByteBlock {
        precondition(position >= 0 && position + ByteBlock.size <= end)
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe ByteBlock(
                bits: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    func fail(
        _ message: String, _ kind: DocumentError.Kind = .syntax, at place: Int? = nil
    ) -> DocumentError {
        DocumentError(kind, in: file, at: file.origin.offset + (place ?? offset), message)
    }
}

/// The keys of one object so far. They are compared by their bytes, not as strings, which compare equal if they only
/// differ in Unicode normalisation.
private struct KeysOfObject {
    /// For up to this many keys, comparing them on the tape is faster than a set.
    private static let fewKeys = 24

    let container: Int
    private var count = 0
    private var many: Set<[UInt8]> = []

    init(container: Int) {
        self.container = container
    }

    /// False if the key is a duplicate.
    mutating func insert(_ key: Int, of tape: DocumentTape) -> Bool {
        func bytes(_ index: Int) -> [UInt8] { Array(TreeNode(tape: tape, index: index).bytes) }
        count += 1
        if count > Self.fewKeys, !many.isEmpty { return many.insert(bytes(key)).inserted }
        var other = container + 1
        while other < key {
            if tape.hasSameText(other, key) { return false }
            if count > Self.fewKeys { many.insert(bytes(other)) }
            other = tape.end(of: other + 1)
        }
        if count > Self.fewKeys { many.insert(bytes(key)) }
        return true
    }
}
