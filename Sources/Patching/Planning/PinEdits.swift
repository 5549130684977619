internal import AuditModel
internal import SourceText

/// The edits of one pin in its file; none where the file already has the replacement.
struct PinEdits {
    private(set) var edits: [FileEdit] = []

    init(_ pin: Pin, in file: SourceFile, _ nodes: FileNodes) throws(PinObstacle) {
        let occurrence = pin.occurrence
        guard occurrence.confidence != .possible else { throw .uncertain }
        let first = occurrence.parts[0]
        if occurrence.parts.count == 1, first.role == .reference {
            let text = first.isPortion ? occurrence.text : first.text
            let replacement = try ReferenceSpelling(text).replaced(by: pin.replacement)
            if replacement == text { return }
            edits = [.scalar(try Self.edit(first, text, replacement, in: file, nodes))]
            return
        }
        guard !occurrence.parts.contains(where: \.isPortion) else {
            throw PinObstacle(reason: "it is composed of several fields inside of a text")
        }
        let map = try Self.mapping(around: occurrence.parts, nodes)
        let composed = try ComposedPin(pin) { part in
            nodes.places(of: part.range).first { nodes.parent(of: $0) == map }.flatMap { nodes.key(of: $0)?.shape.text }
                ?? ""
        }
        for value in composed.values {
            edits.append(.scalar(try ScalarEdit(value.part, replacement: value.text, in: file)))
        }
        for field in composed.added {
            let written = [field.after] + occurrence.parts
            let sibling = written.lazy.compactMap { part in
                nodes.places(of: part.range).first { nodes.parent(of: $0) == map && nodes.isWritten(at: $0) }
            }.first
            guard let sibling else { throw .changedFile }
            edits.append(.member(try AddedMember(field.key, field.value, after: sibling, nodes, in: file)))
        }
        if !edits.isEmpty, nodes.isMerged(map) {
            throw PinObstacle(reason: "other mappings merge its mapping (`<<`), and their image may differ")
        }
    }

    private static func edit(
        _ part: Occurrence.Part, _ text: String, _ replacement: String, in file: SourceFile, _ nodes: FileNodes
    ) throws(PinObstacle) -> ScalarEdit {
        if !part.isPortion { return try ScalarEdit(part, replacement: replacement, in: file) }
        guard let place = nodes.places(of: part.range).first, let value = nodes[place].shape.text else {
            throw .changedFile
        }
        return try ScalarEdit(part, image: text, replacement: replacement, value: value, in: file)
    }

    /// The mapping that holds all parts.
    private static func mapping(around parts: [Occurrence.Part], _ nodes: FileNodes) throws(PinObstacle)
        -> FileNodes.Place
    {
        var common: Set<FileNodes.Place>?
        for part in parts {
            let places = nodes.places(of: part.range)
            guard !places.isEmpty, places.allSatisfy({ nodes[$0].shape.text == part.text }) else { throw .changedFile }
            let around = Set(places.compactMap(nodes.parent(of:)))
            common = common?.intersection(around) ?? around
        }
        guard let map = common?.min(by: { ($0.document, $0.node) < ($1.document, $1.node) }) else {
            throw PinObstacle(reason: "its parts are in several mappings")
        }
        return map
    }
}

/// One change of a file.
enum FileEdit: Hashable {
    case scalar(ScalarEdit)
    case member(AddedMember)

    /// The change as bytes.
    var text: TextEdit {
        switch self {
        case .scalar(let edit): edit.edit
        case .member(let member): member.edit
        }
    }

    /// Whether the two cannot both be made.
    func conflicts(with other: FileEdit) -> Bool {
        let (left, right) = (text.range, other.text.range)
        // The order of two insertions at one place is not defined.
        return self != other && (left.overlaps(right) || (left.lower == right.lower && (left.isEmpty || right.isEmpty)))
    }
}
