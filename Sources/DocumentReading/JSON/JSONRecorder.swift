internal import SourceText

/// Records a JSON text onto a tape, by RFC 8259 to the letter. Ours on purpose: `JSONDecoder` keeps one of two equal
/// keys in silence, which is how two programs come to read one manifest differently.
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
    /// In `bytes`, as all places here are.
    var offset: Int

    /// - Parameter range: of the bytes of `file`; nil for all of them.
    init(file: SourceFile, range: ByteRange? = nil, limits: ReadingLimits, duplicateKeys: DuplicateKeys) {
        self.file = file
        self.limits = limits
        self.duplicateKeys = duplicateKeys
        bytes = file.bytes
        offset = range?.lower ?? 0
        end = range?.upper ?? file.bytes.count
    }

    /// Whether the first character opens an object or an array, and no template: a guess that costs nothing.
    static func looksLikeJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.firstIndex(where: { !$0.isSpace }) else { return false }
        let isTemplate = first + 1 >= bytes.endIndex || bytes[first + 1] == UInt8(ascii: "{")
        return bytes[first] == UInt8(ascii: "[") || (bytes[first] == UInt8(ascii: "{") && !isTemplate)
    }

    /// Returns why the text is no JSON; nil when the tape holds it.
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

    /// Records the next of several values that stand one after the other.
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
        if !isAtEnd { throw fail("there is something after the JSON value") }
    }

    private mutating func value(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        guard offset < end else { throw fail("the JSON text ends where a value is expected") }
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
                throw fail("a key is expected here")
            }
            let key = try string(onto: tape)
            if duplicateKeys == .refuse, !keys.insert(key, of: tape) {
                offset = start
                throw fail("the key stands twice in one object")
            }
            guard take(UInt8(ascii: ":")) else { throw fail("':' is expected here") }
            skipSpace()
            try value(onto: tape, depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fail("',' or '}' is expected here") }
        tape.close(container, upper: offset)
    }

    private mutating func array(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        let container = try open(.sequence, onto: tape, depth: depth)
        if take(UInt8(ascii: "]")) { return tape.close(container, upper: offset) }
        repeat {
            skipSpace()
            try value(onto: tape, depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fail("',' or ']' is expected here") }
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
        guard bytes[offset...].starts(with: text) else { throw fail("this is no JSON value") }
        leaf(text.count, onto: tape)
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number(onto tape: DocumentTape) throws(DocumentError) {
        var next = offset
        if byte(next) == UInt8(ascii: "-") { next += 1 }
        let integer = next..<endOfDigits(next)
        guard !integer.isEmpty, byte(integer.lowerBound) != UInt8(ascii: "0") || integer.count == 1 else {
            throw fail("this is no JSON value")
        }
        next = integer.upperBound
        if byte(next) == UInt8(ascii: ".") {
            let fraction = next + 1
            next = endOfDigits(fraction)
            guard next > fraction else { throw fail("a digit is expected after the decimal point") }
        }
        if byte(next) | 0x20 == UInt8(ascii: "e") {
            next += 1
            if byte(next) == UInt8(ascii: "+") || byte(next) == UInt8(ascii: "-") { next += 1 }
            let exponent = next
            next = endOfDigits(exponent)
            guard next > exponent else { throw fail("a digit is expected in the exponent") }
        }
        leaf(next - offset, onto: tape)
    }

    /// 0 behind the end.
    private func byte(_ place: Int) -> UInt8 { place < end ? bytes[place] : 0 }

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

    /// Goes on over spaces, by blocks.
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

    // SAFETY: no block is loaded that does not end within the bytes.
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

/// The keys of one object so far, told apart by their bytes: texts that are equal to people are two keys.
private struct KeysOfObject {
    /// Nearly all objects have few: looking through them on the tape costs less than a set.
    private static let fewKeys = 24

    let container: Int
    private var count = 0
    private var many: Set<[UInt8]> = []

    init(container: Int) {
        self.container = container
    }

    /// False for one that is there already.
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
