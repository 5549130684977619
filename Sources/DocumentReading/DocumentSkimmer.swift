/// Goes over a document without parsing it, to find out whether it may be passed over.
///
/// Most documents of a fleet hold nothing that anybody looks for, and are written in a small part of YAML: mappings and
/// sequences in block style, scalars in any style but without escapes, short flow collections. There it can be told line
/// by line that libyaml would read the document without complaint, and what its scalars say. Where a document leaves
/// this part the answer is no, and it is parsed: a yes is a promise, a no is none.
///
/// What is checked mirrors libyaml's scanner: `open` holds the collections that its stack of indentations does.
struct DocumentSkimmer {
    /// Longer documents are parsed. A scalar's bound is checked by that of its document.
    static let sizeLimit = 1 << 20
    /// libyaml takes a key only if its colon comes within 1,024 characters.
    static let keyLimit = 1000

    let text: ScalarBytes
    let isWanted: (ScalarBytes) -> Bool
    let depthLimit: Int
    private(set) var open: [Level] = []
    private var hasRoot = false
    /// The key or dash that was read last has no value yet.
    var awaitsValue = false
    /// Where a plain scalar starts that may go on in the next line.
    var plainStart: Int?
    /// Where its last line so far ends.
    var plainEnd = 0
    /// The next byte.
    var position = 0

    struct Level {
        enum Kind {
            case mapping
            case sequence
            /// One whose dashes stand in the column of the mapping around it.
            case indentlessSequence
        }

        let kind: Kind
        let column: Int
    }

    /// Whether there is one document which libyaml can read within `limits`, and no key or value of it is wanted. Values
    /// are asked about as they are written, so with the line breaks and indentation of those that have several lines.
    static func canPassOver(
        _ piece: UnsafeBufferPointer<UInt8>, limits: ReadingLimits, tape: DocumentTape,
        isWanted: @escaping (ScalarBytes) -> Bool
    ) -> Bool {
        guard piece.count <= min(sizeLimit, limits.scalarSize), unsafe YAMLText(piece)?.isPlain == true else {
            return false
        }
        var skimmer = unsafe DocumentSkimmer(text: tape.hold(piece), isWanted: isWanted, depthLimit: limits.depth)
        return skimmer.skim()
    }

    private init(text: ScalarBytes, isWanted: @escaping (ScalarBytes) -> Bool, depthLimit: Int) {
        self.text = text
        self.isWanted = isWanted
        self.depthLimit = depthLimit
        open.reserveCapacity(16)
    }

    // MARK: - Lines

    private mutating func skim() -> Bool {
        if text.contains("---", at: 0) {
            position = 3
            guard endLine() else { return false }
        }
        while position < text.count {
            let start = position
            skipSpaces()
            switch byte(position) {
            case UInt8(ascii: "\n"): position += 1
            case UInt8(ascii: "#"):
                guard endPlain() else { return false }
                skipLine()
            default:
                guard line(column: position - start) else { return false }
            }
        }
        return endPlain() && !open.isEmpty
    }

    private mutating func line(column: Int) -> Bool {
        if plainStart != nil {
            if column > indentation { return plainLine() }
            guard endPlain() else { return false }
        }
        return node(column: column)
    }

    /// What begins at `position`: a key with its value, a dash with its element, or a value by itself.
    private mutating func node(column: Int) -> Bool {
        if byte(position) == UInt8(ascii: "-"), isBlank(position + 1) {
            guard enter(.sequence, column) else { return false }
            position += 1
            let before = position
            skipSpaces()
            return isLineOver ? endLine() : node(column: column + 1 + position - before)
        }
        if let colon = endOfKey() {
            guard enter(.mapping, column), isUnwanted(position, colon) else { return false }
            position = colon + 1
            skipSpaces()
            return isLineOver ? endLine() : value()
        }
        // What stands elsewhere is no value, or text that libyaml refuses.
        guard awaitsValue, column > indentation else { return false }
        return value()
    }

    /// Goes to the collection that a key or dash in `column` belongs to, which may begin there.
    private mutating func enter(_ kind: Level.Kind, _ column: Int) -> Bool {
        while let last = open.last, last.column > column {
            open.removeLast()
            awaitsValue = false
        }
        guard let last = open.last else {
            // A second root, to the left of the first.
            if hasRoot { return false }
            hasRoot = true
            return begin(kind, column)
        }
        guard last.column == column else { return awaitsValue && begin(kind, column) }
        switch (last.kind, kind) {
        case (.mapping, .sequence): return awaitsValue && begin(.indentlessSequence, column)
        case (.indentlessSequence, .mapping): open.removeLast()
        case (.sequence, .mapping): return false
        default: break
        }
        awaitsValue = true
        return true
    }

    private mutating func begin(_ kind: Level.Kind, _ column: Int) -> Bool {
        open.append(Level(kind: kind, column: column))
        awaitsValue = true
        return open.count <= depthLimit
    }

    /// The column that a value must be to the right of.
    var indentation: Int { open.last?.column ?? -1 }

    // MARK: - Bytes

    func byte(_ position: Int) -> UInt8 { position >= 0 && position < text.count ? text[position] : 0x0A }

    /// A blank, the end of a line or of the text.
    func isBlank(_ position: Int) -> Bool { byte(position) == 0x20 || byte(position) == 0x0A }

    mutating func skipSpaces() {
        position = firstPosition(from: position) { $0.differences(0x20) } ?? text.count
    }

    mutating func skipLine() {
        position = firstPosition(from: position) { $0.signals(0x0A) }.map { $0 + 1 } ?? text.count
    }

    /// The first byte at or after `start` that `signals` tells of.
    @inline(__always)
    func firstPosition(from start: Int, where signals: (ByteBlock) -> UInt64) -> Int? {
        var start = start
        while start < text.count {
            let found = signals(text.block(at: start))
            if found != 0 { return start + found.trailingZeroBitCount / 8 }
            start += ByteBlock.size
        }
        return nil
    }

    /// Nothing but a comment can follow.
    private var isLineOver: Bool {
        byte(position) == 0x0A || byte(position) == UInt8(ascii: "#") && isBlank(position - 1)
    }

    mutating func endLine() -> Bool {
        skipSpaces()
        guard isLineOver else { return false }
        skipLine()
        return true
    }

    func isUnwanted(_ lower: Int, _ upper: Int) -> Bool {
        lower >= upper || lower >= text.count || !isWanted(text.part(lower, min(upper, text.count)))
    }
}
