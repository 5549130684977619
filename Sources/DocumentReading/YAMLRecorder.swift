internal import CLibYAML
internal import SourceText

/// Records libyaml's events onto tapes, one a document.
struct YAMLRecorder {
    let file: SourceFile
    let limits: ReadingLimits

    /// Parses the bytes of `range` and hands over each document that is complete. Returns why it stopped early.
    func record(_ range: ByteRange, onto tape: inout DocumentTape, _ body: (DocumentTape) -> Void) -> DocumentError? {
        unsafe file.bytes.withUnsafeBufferPointer { all in
            let input = unsafe UnsafeBufferPointer(rebasing: all[range.lower..<range.upper])
            return unsafe record(input, base: range.lower, onto: &tape, body)
        }
    }

    private func record(
        _ input: UnsafeBufferPointer<UInt8>, base: Int, onto tape: inout DocumentTape, _ body: (DocumentTape) -> Void
    ) -> DocumentError? {
        guard var parser = unsafe YAMLParser(input) else {
            return DocumentError(.limit, in: file, at: base, "libyaml could not be started: out of memory")
        }
        var cursor = unsafe ScalarCursor(input)
        var open: [Int] = []
        var anchors: [String: Int] = [:]

        while let event = unsafe parser.next() {
            let start = unsafe event.pointee.start_mark.index
            let end = unsafe event.pointee.end_mark.index
            switch unsafe event.pointee.type {
            case YAML_STREAM_END_EVENT: return nil
            case YAML_DOCUMENT_START_EVENT:
                if !isKnownUniquelyReferenced(&tape) { tape = DocumentTape(file: file) }
                tape.reset()
                anchors.removeAll()
            case YAML_DOCUMENT_END_EVENT:
                body(tape)
            case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
                let isMapping = unsafe event.pointee.type == YAML_MAPPING_START_EVENT
                let lower = unsafe cursor.byteOffset(start, in: input)
                guard open.count < limits.depth else {
                    return DocumentError(
                        .limit, in: file, at: base + lower,
                        "mappings and sequences are nested more than \(limits.depth) deep")
                }
                let anchor =
                    unsafe isMapping
                    ? event.pointee.data.mapping_start.anchor : event.pointee.data.sequence_start.anchor
                let index = tape.append(
                    isMapping ? .mapping : .sequence, range: ByteRange(base + lower, base + lower))
                if let anchor = unsafe anchor { anchors[unsafe Self.string(anchor)] = index }
                open.append(index)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                let upper = unsafe cursor.byteOffset(end, in: input)
                if let index = open.popLast() { tape.close(index, upper: base + upper) }
            case YAML_SCALAR_EVENT:
                let scalar = unsafe event.pointee.data.scalar
                let lower = unsafe cursor.byteOffset(start, in: input)
                let upper = unsafe cursor.byteOffset(end, in: input)
                let value = unsafe tape.store(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
                var content = lower
                if unsafe scalar.anchor != nil || scalar.tag != nil {
                    content = unsafe Self.skipProperties(input, from: lower, to: upper)
                }
                let index = tape.append(
                    .scalar, style: unsafe ScalarStyle(scalar.style),
                    hasTag: unsafe scalar.tag != nil && scalar.plain_implicit == 0 && scalar.quoted_implicit == 0,
                    value: value, range: ByteRange(base + content, base + upper))
                if let anchor = unsafe scalar.anchor { anchors[unsafe Self.string(anchor)] = index }
            case YAML_ALIAS_EVENT:
                let name = unsafe Self.string(event.pointee.data.alias.anchor)
                let lower = unsafe cursor.byteOffset(start, in: input)
                let upper = unsafe cursor.byteOffset(end, in: input)
                let target = anchors[name] ?? -1
                tape.append(
                    .alias, range: ByteRange(base + lower, base + upper), target: open.contains(target) ? -1 : target)
            default: break
            }
        }
        let failure = parser.failure
        let offset = failure.scalarIndex.map { unsafe cursor.byteOffset($0, in: input) } ?? failure.byteOffset
        return DocumentError(.syntax, in: file, at: base + offset, failure.message)
    }

    private static func string(_ text: UnsafePointer<yaml_char_t>) -> String { unsafe String(cString: text) }

    /// A scalar's mark starts at its anchor or tag; this is where its value starts. Comments and line breaks may stand
    /// between.
    private static func skipProperties(_ bytes: UnsafeBufferPointer<UInt8>, from lower: Int, to upper: Int) -> Int {
        var offset = lower
        while offset < upper {
            switch unsafe bytes[offset] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while offset < upper, unsafe !isBlank(bytes[offset]) { offset += 1 }
            case UInt8(ascii: "#"):
                while offset < upper, unsafe bytes[offset] != 0x0A && bytes[offset] != 0x0D { offset += 1 }
            case let byte where isBlank(byte): offset += 1
            default: return offset
            }
        }
        return upper
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

extension DocumentTape {
    /// Copies a decoded value into the arena.
    fileprivate func store(_ value: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = arena.count
        unsafe arena.append(contentsOf: value)
        return start..<arena.count
    }
}

extension ScalarStyle {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
