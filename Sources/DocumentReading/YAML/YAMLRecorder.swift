internal import CLibYAML
internal import SourceText

/// Records libyaml's events onto tapes, one tape per document.
struct YAMLRecorder {
    let file: SourceFile
    let limits: ReadingLimits

    struct Failure {
        let error: DocumentError
        /// In the bytes of the file.
        let offset: Int
        /// The start of the document on the tape, if it was complete before the error.
        let completeDocument: Int?
    }

    /// Parses the bytes of `range` and calls `body` with each document once the next one has begun, and with the offset
    /// at which it starts, after its marker. Returns the error at which parsing stopped.
    func record(
        _ range: ByteRange, onto tape: inout DocumentTape, _ body: (DocumentTape, Int) -> Void
    ) -> Failure? {
        unsafe file.bytes.withUnsafeBufferPointer { all in
            let piece = unsafe all[range.lower..<range.upper]
            // With a set encoding, libyaml reads a byte-order mark as content.
            let base = unsafe piece.starts(with: [0xEF, 0xBB, 0xBF]) ? range.lower + 3 : range.lower
            let input = unsafe UnsafeBufferPointer(rebasing: piece[base...])
            guard var parser = unsafe YAMLParser(input) else {
                return failure(.limit, at: base, "libyaml is out of memory")
            }
            var events = unsafe EventRecorder(file: file, limits: limits, input: input, base: base)
            return events.record(from: &parser, onto: &tape, body)
        }
    }

    private func failure(_ kind: DocumentError.Kind, at offset: Int, _ message: String) -> Failure {
        Failure(
            error: DocumentError(kind, in: file, at: file.origin.offset + offset, message), offset: offset,
            completeDocument: nil)
    }
}

/// The state while the events of one parser are recorded.
///
/// SAFETY: `input` is the buffer that the parser reads. It is only used inside the `withUnsafeBufferPointer` of
/// `YAMLRecorder` that creates this.
@safe struct EventRecorder {
    private let file: SourceFile
    private let limits: ReadingLimits
    private let input: UnsafeBufferPointer<UInt8>
    /// The offset of `input` in the bytes of `file`.
    private let base: Int
    private var cursor: MarkOffsets
    private var open: [Int] = []
    private var anchors: [String: Int] = [:]
    private var aliasCount = 0

    init(file: SourceFile, limits: ReadingLimits, input: UnsafeBufferPointer<UInt8>, base: Int) {
        self.file = file
        self.limits = limits
        unsafe self.input = unsafe input
        self.base = base
        cursor = unsafe MarkOffsets(input)
    }

    mutating func record(
        from parser: inout YAMLParser, onto tape: inout DocumentTape, _ body: (DocumentTape, Int) -> Void
    ) -> YAMLRecorder.Failure? {
        /// The start of a document that is complete but not delivered.
        var complete: Int?
        var documentStart = base
        while let event = unsafe parser.next() {
            switch unsafe event.pointee.type {
            case YAML_STREAM_END_EVENT:
                if let complete { body(tape, complete) }
                return nil
            case YAML_DOCUMENT_START_EVENT:
                if let complete { body(tape, complete) }
                complete = nil
                documentStart = unsafe offset(event.pointee.end_mark)
                if !isKnownUniquelyReferenced(&tape) { tape = DocumentTape(file: file) }
                startDocument(tape)
            case YAML_DOCUMENT_END_EVENT: complete = documentStart
            case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
                guard unsafe start(event, onto: tape) else {
                    return unsafe failure(
                        .limit, at: offset(event.pointee.start_mark),
                        "mappings and sequences are nested more than \(limits.depth) deep")
                }
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                let upper = unsafe offset(event.pointee.end_mark)
                if let index = open.popLast() { tape.close(index, upper: upper) }
            case YAML_SCALAR_EVENT:
                guard unsafe scalar(event, onto: tape) else {
                    return unsafe failure(
                        .limit, at: offset(event.pointee.start_mark),
                        "a scalar has more than \(limits.scalarSize) bytes")
                }
            case YAML_ALIAS_EVENT:
                if let failure = unsafe alias(event, onto: tape) { return failure }
            default: break
            }
        }
        let problem = parser.failure
        let place = problem.codePointIndex.map { unsafe cursor.byteOffset($0, in: input) } ?? problem.byteOffset
        return failure(.syntax, at: base + place, problem.message, completeDocument: complete)
    }

    private mutating func startDocument(_ tape: DocumentTape) {
        tape.reset()
        if !anchors.isEmpty { anchors.removeAll() }
        aliasCount = 0
    }

    /// False if the nesting is over the limit.
    private mutating func start(_ event: UnsafeMutablePointer<yaml_event_t>, onto tape: DocumentTape) -> Bool {
        guard open.count < limits.depth else { return false }
        let isMapping = unsafe event.pointee.type == YAML_MAPPING_START_EVENT
        let lower = unsafe offset(event.pointee.start_mark)
        let anchor =
            unsafe isMapping ? event.pointee.data.mapping_start.anchor : event.pointee.data.sequence_start.anchor
        let index = tape.appendContainer(isMapping ? .mapping : .sequence, range: ByteRange(lower, lower))
        if let anchor = unsafe anchor { anchors[unsafe Self.string(anchor)] = index }
        open.append(index)
        return true
    }

    /// False if the scalar is over the limit.
    private mutating func scalar(_ event: UnsafeMutablePointer<yaml_event_t>, onto tape: DocumentTape) -> Bool {
        let scalar = unsafe event.pointee.data.scalar
        var lower = unsafe offset(event.pointee.start_mark)
        let upper = unsafe offset(event.pointee.end_mark)
        guard upper - lower <= limits.scalarSize else { return false }
        let hasAnchorOrTag = unsafe scalar.anchor != nil || scalar.tag != nil
        if hasAnchorOrTag { lower = skipProperties(from: lower, to: upper) }
        let style = unsafe ScalarStyle(scalar.style)
        let hasTag =
            unsafe hasAnchorOrTag && scalar.tag != nil && scalar.plain_implicit == 0 && scalar.quoted_implicit == 0
        let range = ByteRange(lower, upper)
        let valueStart = tape.arenaCount
        unsafe tape.store(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        let index = tape.appendScalar(style: style, hasTag: hasTag, valueStart: valueStart, range: range)
        if let anchor = unsafe scalar.anchor { anchors[unsafe Self.string(anchor)] = index }
        return true
    }

    private mutating func alias(
        _ event: UnsafeMutablePointer<yaml_event_t>, onto tape: DocumentTape
    ) -> YAMLRecorder.Failure? {
        let name = unsafe Self.string(event.pointee.data.alias.anchor)
        let lower = unsafe offset(event.pointee.start_mark)
        let upper = unsafe offset(event.pointee.end_mark)
        guard let target = anchors[name] else {
            return failure(.syntax, at: lower, "the alias *\(name) has no anchor before it")
        }
        aliasCount += 1
        guard aliasCount <= limits.aliases else {
            return failure(.limit, at: lower, "the document has more than \(limits.aliases) aliases")
        }
        tape.appendAlias(of: open.contains(target) ? -1 : target, range: ByteRange(lower, upper))
        return nil
    }

    // MARK: - Offsets

    /// The offset of a mark in the bytes of the file.
    @inline(__always)
    private mutating func offset(_ mark: yaml_mark_t) -> Int {
        unsafe base + cursor.byteOffset(Int(truncatingIfNeeded: mark.index), in: input)
    }

    /// The start of a scalar's value after its anchor and tag, at which its mark starts. There may be comments and line
    /// breaks between.
    private func skipProperties(from lower: Int, to upper: Int) -> Int {
        var offset = lower
        while offset < upper {
            switch unsafe input[offset - base] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while offset < upper, unsafe !input[offset - base].isSpace { offset += 1 }
            case UInt8(ascii: "#"):
                while offset < upper, unsafe !input[offset - base].isLineBreak { offset += 1 }
            case let byte where byte.isSpace: offset += 1
            default: return offset
            }
        }
        return upper
    }

    private static func string(_ text: UnsafePointer<yaml_char_t>) -> String { unsafe String(cString: text) }

    private func failure(
        _ kind: DocumentError.Kind, at offset: Int, _ message: String, completeDocument: Int? = nil
    ) -> YAMLRecorder.Failure {
        let origin = file.origin.offset
        let end = unsafe origin + base + input.count
        let error = DocumentError(kind, in: file, at: origin + offset, before: end, message)
        return YAMLRecorder.Failure(error: error, offset: offset, completeDocument: completeDocument)
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
