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
    private let bytes: [UInt8]
    private let end: Int
    /// In `bytes`, as all places here are.
    private var offset: Int

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
        guard let first = bytes.firstIndex(where: { !Self.isSpace($0) }) else { return false }
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

    private mutating func text(onto tape: DocumentTape) throws(DocumentError) {
        skipSpace()
        try value(onto: tape, depth: 0)
        skipSpace()
        if offset < end { throw fail("there is something after the JSON value") }
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
        var keys = KeysOfObject()
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

    @discardableResult
    private mutating func string(onto tape: DocumentTape) throws(DocumentError) -> Int {
        let start = offset
        let valueStart = tape.arenaCount
        offset += 1
        /// What stands between two escapes is stored in one go.
        var stored = offset
        var isASCII = true
        while offset < end {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                store(stored..<offset, onto: tape)
                offset += 1
                guard offset - start - 2 <= limits.scalarSize else {
                    throw fail("a string has more than \(limits.scalarSize) bytes", .limit, at: start)
                }
                guard isASCII || String(validating: bytes[start..<offset], as: UTF8.self) != nil else {
                    throw fail("the string is not valid UTF-8", at: start)
                }
                return tape.appendScalar(style: .json, valueStart: valueStart, range: ByteRange(start, offset))
            } else if byte == UInt8(ascii: "\\") {
                store(stored..<offset, onto: tape)
                try escape(onto: tape)
                stored = offset
            } else if byte < 0x20 {
                throw fail("a control character must be escaped in a string")
            } else {
                if byte >= 0x80 { isASCII = false }
                offset += 1
            }
        }
        throw fail("the string is not closed", at: start)
    }

    private func store(_ range: Range<Int>, onto tape: DocumentTape) {
        unsafe bytes[range].withUnsafeBufferPointer { unsafe tape.store($0) }
    }

    private mutating func escape(onto tape: DocumentTape) throws(DocumentError) {
        let start = offset
        guard offset + 1 < end else { throw fail("the string is not closed") }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): tape.store(letter)
        case UInt8(ascii: "b"): tape.store(0x08)
        case UInt8(ascii: "f"): tape.store(0x0C)
        case UInt8(ascii: "n"): tape.store(0x0A)
        case UInt8(ascii: "r"): tape.store(0x0D)
        case UInt8(ascii: "t"): tape.store(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(start)
            if (0xD800..<0xDC00).contains(code) {
                guard offset + 1 < end, bytes[offset] == UInt8(ascii: "\\"),
                    bytes[offset + 1] == UInt8(ascii: "u")
                else { throw fail("half of a surrogate pair is missing", at: start) }
                offset += 2
                let low = try hexadecimal(start)
                guard (0xDC00..<0xE000).contains(low) else {
                    throw fail("half of a surrogate pair is missing", at: start)
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw fail("half of a surrogate pair is missing", at: start)
            }
            for byte in String(Character(scalar)).utf8 { tape.store(byte) }
        default: throw fail("this escape does not exist in JSON", at: start)
        }
    }

    private mutating func hexadecimal(_ start: Int) throws(DocumentError) -> UInt32 {
        let digits = bytes[offset..<min(offset + 4, end)]
        guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fail("four hexadecimal digits are expected after \\u", at: start) }
        offset += 4
        return code
    }

    private mutating func literal(_ word: StaticString, onto tape: DocumentTape) throws(DocumentError) {
        let text = Array(word.description.utf8)
        guard bytes[offset...].starts(with: text) else { throw fail("this is no JSON value") }
        leaf(text.count, onto: tape)
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number(onto tape: DocumentTape) throws(DocumentError) {
        var next = offset
        func byte() -> UInt8 { next < end ? bytes[next] : 0 }
        func digits() -> Bool {
            let start = next
            while byte() >= 0x30 && byte() <= 0x39 { next += 1 }
            return next > start
        }
        if byte() == UInt8(ascii: "-") { next += 1 }
        let leadingZero = byte() == UInt8(ascii: "0")
        let integerStart = next
        guard digits(), !leadingZero || next == integerStart + 1 else { throw fail("this is no JSON value") }
        if byte() == UInt8(ascii: ".") {
            next += 1
            guard digits() else { throw fail("a digit is expected after the decimal point") }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            next += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { next += 1 }
            guard digits() else { throw fail("a digit is expected in the exponent") }
        }
        leaf(next - offset, onto: tape)
    }

    private mutating func leaf(_ count: Int, onto tape: DocumentTape) {
        let valueStart = tape.arenaCount
        store(offset..<offset + count, onto: tape)
        tape.appendScalar(style: .plain, valueStart: valueStart, range: ByteRange(offset, offset + count))
        offset += count
    }

    private mutating func skipSpace() {
        while offset < end, Self.isSpace(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private func fail(
        _ message: String, _ kind: DocumentError.Kind = .syntax, at place: Int? = nil
    ) -> DocumentError {
        DocumentError(kind, in: file, at: file.origin.offset + (place ?? offset), message)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
    }
}

/// The keys of one object so far, told apart by their bytes: texts that are equal to people are two keys.
private struct KeysOfObject {
    /// Nearly all objects have few: looking through them costs less than a set.
    private static let fewKeys = 24

    private var few: [Int] = []
    private var many: Set<[UInt8]> = []

    /// False for one that is there already.
    mutating func insert(_ key: Int, of tape: DocumentTape) -> Bool {
        let bytes = TreeNode(tape: tape, index: key).bytes
        if few.count < Self.fewKeys {
            for other in few where TreeNode(tape: tape, index: other).bytes.elementsEqual(bytes) { return false }
            few.append(key)
            return true
        }
        if many.isEmpty { many = Set(few.map { Array(TreeNode(tape: tape, index: $0).bytes) }) }
        return many.insert(Array(bytes)).inserted
    }
}
