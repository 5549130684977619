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
    private var offset = 0

    init(file: SourceFile, limits: ReadingLimits, duplicateKeys: DuplicateKeys) {
        self.file = file
        self.limits = limits
        self.duplicateKeys = duplicateKeys
    }

    /// Whether the first character opens an object or an array, and no template: a guess that costs nothing.
    static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        return (bytes[first] == UInt8(ascii: "{") && first + 1 < bytes.count && bytes[first + 1] != UInt8(ascii: "{"))
            || bytes[first] == UInt8(ascii: "[")
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

    private var bytes: [UInt8] { file.bytes }

    private mutating func text(onto tape: DocumentTape) throws(DocumentError) {
        skipSpace()
        try value(onto: tape, depth: 0)
        skipSpace()
        if offset < bytes.count { throw fail("there is something after the JSON value") }
    }

    private mutating func value(onto tape: DocumentTape, depth: Int) throws(DocumentError) {
        guard offset < bytes.count else { throw fail("the JSON text ends where a value is expected") }
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
        var keys: Set<String> = []
        if take(UInt8(ascii: "}")) { return tape.close(container, upper: offset) }
        repeat {
            skipSpace()
            let start = offset
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                throw fail("a key is expected here")
            }
            let key = try string(onto: tape)
            if duplicateKeys == .refuse {
                let name = TreeNode(tape: tape, index: key).text ?? ""
                if !keys.insert(name).inserted {
                    offset = start
                    throw fail("the key stands twice in one object")
                }
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
            throw DocumentError(
                .limit, in: file, at: offset, "objects and arrays are nested more than \(limits.depth) deep")
        }
        let index = tape.append(kind, range: ByteRange(offset, offset))
        offset += 1
        return index
    }

    @discardableResult
    private mutating func string(onto tape: DocumentTape) throws(DocumentError) -> Int {
        let start = offset
        let valueStart = tape.arena.count
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                let value = tape.arena[valueStart...]
                guard String(validating: value, as: UTF8.self) != nil else {
                    offset = start
                    throw fail("the string is not valid UTF-8")
                }
                return tape.append(
                    .scalar, style: .json, value: valueStart..<tape.arena.count, range: ByteRange(start, offset))
            case UInt8(ascii: "\\"): try escape(onto: tape)
            case 0..<0x20: throw fail("a control character must be escaped in a string")
            default:
                tape.arena.append(byte)
                offset += 1
            }
        }
        offset = start
        throw fail("the string is not closed")
    }

    private mutating func escape(onto tape: DocumentTape) throws(DocumentError) {
        let start = offset
        guard offset + 1 < bytes.count else { throw fail("the string is not closed") }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): tape.arena.append(letter)
        case UInt8(ascii: "b"): tape.arena.append(0x08)
        case UInt8(ascii: "f"): tape.arena.append(0x0C)
        case UInt8(ascii: "n"): tape.arena.append(0x0A)
        case UInt8(ascii: "r"): tape.arena.append(0x0D)
        case UInt8(ascii: "t"): tape.arena.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(start)
            if (0xD800..<0xDC00).contains(code) {
                guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
                    bytes[offset + 1] == UInt8(ascii: "u")
                else { throw DocumentError(.syntax, in: file, at: start, "half of a surrogate pair is missing") }
                offset += 2
                let low = try hexadecimal(start)
                guard (0xDC00..<0xE000).contains(low) else {
                    throw DocumentError(.syntax, in: file, at: start, "half of a surrogate pair is missing")
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw DocumentError(.syntax, in: file, at: start, "half of a surrogate pair is missing")
            }
            tape.arena += Array(String(Character(scalar)).utf8)
        default: throw DocumentError(.syntax, in: file, at: start, "this escape does not exist in JSON")
        }
    }

    private mutating func hexadecimal(_ start: Int) throws(DocumentError) -> UInt32 {
        let digits = bytes[offset..<min(offset + 4, bytes.count)]
        guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw DocumentError(.syntax, in: file, at: start, "four hexadecimal digits are expected after \\u") }
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
        var end = offset
        func byte() -> UInt8 { end < bytes.count ? bytes[end] : 0 }
        func digits() -> Bool {
            let start = end
            while byte() >= 0x30 && byte() <= 0x39 { end += 1 }
            return end > start
        }
        if byte() == UInt8(ascii: "-") { end += 1 }
        let leadingZero = byte() == UInt8(ascii: "0")
        let integerStart = end
        guard digits(), !leadingZero || end == integerStart + 1 else { throw fail("this is no JSON value") }
        if byte() == UInt8(ascii: ".") {
            end += 1
            guard digits() else { throw fail("a digit is expected after the decimal point") }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            end += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { end += 1 }
            guard digits() else { throw fail("a digit is expected in the exponent") }
        }
        leaf(end - offset, onto: tape)
    }

    private mutating func leaf(_ count: Int, onto tape: DocumentTape) {
        let valueStart = tape.arena.count
        tape.arena += bytes[offset..<offset + count]
        tape.append(
            .scalar, value: valueStart..<tape.arena.count, range: ByteRange(offset, offset + count))
        offset += count
    }

    private mutating func skipSpace() {
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private func fail(_ message: String) -> DocumentError { DocumentError(.syntax, in: file, at: offset, message) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
    }
}
