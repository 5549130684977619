internal import DocumentReading
internal import SourceText

/// Reads a file before and after its edits and compares: exactly the intended scalars have other values, exactly the
/// intended members are new, and everything else, down to the style of each scalar, is the same.
struct ReparseCheck {
    let before: FileNodes

    /// Why `edit`, made by `pins` pins, is unsafe; nil if it is safe. A scalar that aliases repeat elsewhere may only
    /// change if it is the same image in all of its places.
    func obstacle(for edit: FileEdit, pins: Int) -> PinObstacle? {
        guard case .scalar(let edit) = edit else { return nil }
        let places = before.places(of: edit.scalar)
        guard let first = places.first, before[first].shape.text == edit.old else { return .changedFile }
        // An image is listed once, however many aliases repeat it; fields that are composed are listed in each place.
        let key = before.key(of: first)?.shape.text
        let isShared =
            edit.isWholeImage ? places.contains { before.key(of: $0)?.shape.text != key } : places.count > pins
        return isShared ? PinObstacle(reason: "an alias repeats the value in a place that may not be an image") : nil
    }

    /// Why the edited file would not be what `edits` intend; nil if it would.
    func obstacle(making edits: [FileEdit], in file: SourceFile) -> PinObstacle? {
        if edits.isEmpty { return nil }
        let edits = Set(edits)
        guard let bytes = TextEdit.apply(edits.map(\.text), to: file.bytes) else {
            return PinObstacle(reason: "its edits overlap")
        }
        let after = FileNodes(SourceFile(path: file.path, bytes: bytes)).documents
        guard after.count == before.documents.count else {
            return PinObstacle(reason: "the edited file would have a different number of documents")
        }
        var intent = Intent(edits)
        for (number, (old, new)) in zip(before.documents, after).enumerated() {
            let expected = intent.shapes(of: number, before)
            guard old.failed == new.failed, expected.count == new.nodes.count else {
                return PinObstacle(reason: "the edited file would have a different structure")
            }
            guard zip(expected, new.nodes).allSatisfy({ $0 == $1.shape }) else {
                return PinObstacle(reason: "the edited file would differ in more than its images")
            }
        }
        return intent.isComplete ? nil : PinObstacle(reason: "an edit would not have the intended effect")
    }
}

/// What a file should contain after its edits.
private struct Intent {
    private var texts: [ByteRange: String] = [:]
    private var members: [ByteRange: AddedMember] = [:]
    private var made: Set<ByteRange> = []

    init(_ edits: Set<FileEdit>) {
        var editsByScalar: [ByteRange: (old: String, edits: [TextEdit])] = [:]
        for edit in edits {
            switch edit {
            case .scalar(let edit): editsByScalar[edit.scalar, default: (edit.old, [])].edits.append(edit.decoded)
            case .member(let member): members[member.sibling] = member
            }
        }
        for (scalar, change) in editsByScalar {
            let bytes = Array(change.old.utf8)
            texts[scalar] = String(decoding: TextEdit.apply(change.edits, to: bytes) ?? bytes, as: UTF8.self)
        }
    }

    var isComplete: Bool { made == Set(texts.keys).union(members.keys) }

    mutating func shapes(of document: Int, _ before: FileNodes) -> [FileNodes.Shape] {
        var shapes: [FileNodes.Shape] = []
        // The place of each node among those that are expected.
        var moved: [Int] = []
        for (index, node) in before.documents[document].nodes.enumerated() {
            let place = FileNodes.Place(document: document, node: index)
            var shape = node.shape
            moved.append(shapes.count)
            if shape.kind == .scalar, let text = texts[node.range] {
                shape.text = text
                made.insert(node.range)
            }
            shapes.append(shape)
            guard shape.kind == .scalar, let member = members[node.range], let parent = node.parent, node.key != nil,
                before.isWritten(at: place)
            else { continue }
            made.insert(node.range)
            shapes[moved[parent]].count += 1
            shapes.append(FileNodes.Shape(kind: .scalar, style: member.keyStyle, hasTag: false, text: member.key))
            shapes.append(FileNodes.Shape(kind: .scalar, style: member.style, hasTag: false, text: member.value))
        }
        return shapes
    }
}
