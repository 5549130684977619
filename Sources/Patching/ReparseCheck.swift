internal import DocumentReading
internal import SourceText

/// Reads a file before and after its edits and compares: exactly the intended scalars may have other values, and
/// everything else, down to the style of each scalar, is the same.
struct ReparseCheck {
    /// One node of a file, in the order of the file.
    private struct Entry: Equatable {
        var kind: DocumentTape.Kind
        var style: ScalarStyle
        var hasTag: Bool
        var text: String?
        /// How many children a mapping or sequence has.
        var count: Int
    }

    private struct Document {
        var entries: [Entry] = []
        /// Where each scalar begins in the file.
        var offsets: [Int] = []
        /// The key that each value stands under, nil for keys themselves and elements.
        var keys: [String?] = []
        var failed = false
    }

    private let before: [Document]
    /// Document and entry of each scalar, by where it begins; several where aliases repeat it.
    private var scalars: [Int: [(document: Int, entry: Int)]] = [:]

    init(_ file: SourceFile) {
        before = Self.documents(file)
        for (number, document) in before.enumerated() {
            for (entry, offset) in document.offsets.enumerated() where offset >= 0 {
                scalars[offset, default: []].append((number, entry))
            }
        }
    }

    /// Why `edit` is not safe on its own; nil when it is. A scalar that aliases repeat elsewhere may only change where
    /// it is an image in all of its places.
    func obstacle(for edit: ScalarEdit) -> PinObstacle? {
        let places = scalars[edit.scalar.lower] ?? []
        guard places.allSatisfy({ before[$0.document].entries[$0.entry].text == edit.old }) else {
            return PinObstacle(reason: "the file has changed since it was read")
        }
        let keys = places.map { before[$0.document].keys[$0.entry] }
        guard let first = keys.first else { return PinObstacle(reason: "the file has changed since it was read") }
        if keys.contains(where: { $0 != first }) {
            return PinObstacle(reason: "an alias repeats the value where it may not be an image")
        }
        return nil
    }

    /// Why `edited` is not what `edits` intend; nil when it is.
    func obstacle(after edits: [ScalarEdit], in edited: SourceFile) -> PinObstacle? {
        let edits = Dictionary(edits.map { ($0.scalar.lower, $0) }) { first, _ in first }
        let after = Self.documents(edited)
        guard after.count == before.count else {
            return PinObstacle(reason: "the edited file would have other documents")
        }
        var made: Set<Int> = []
        for (old, new) in zip(before, after) {
            guard old.failed == new.failed, old.entries.count == new.entries.count else {
                return PinObstacle(reason: "the edited file would have another structure")
            }
            for index in old.entries.indices {
                var expected = old.entries[index]
                if expected.kind == .scalar, let edit = edits[old.offsets[index]] {
                    expected.text = edit.new
                    made.insert(edit.scalar.lower)
                }
                guard new.entries[index] == expected, old.keys[index] == new.keys[index] else {
                    return PinObstacle(reason: "the edited file would differ in more than its images")
                }
            }
        }
        return made.count == edits.count ? nil : PinObstacle(reason: "an edit has not the intended effect")
    }

    // MARK: - Reading

    private static func documents(_ file: SourceFile) -> [Document] {
        var documents: [Document] = []
        DocumentReader.forEachDocument(in: file) { _, result in
            var document = Document()
            switch result {
            case .success(let tape):
                if let root = tape.root { add(root, key: nil, to: &document) }
            case .failure: document.failed = true
            }
            documents.append(document)
        }
        return documents
    }

    private static func add(_ node: TreeNode, key: String?, to document: inout Document) {
        let index = document.entries.count
        document.entries.append(
            Entry(kind: node.kind, style: node.style, hasTag: node.hasTag, text: node.text, count: 0))
        document.offsets.append(node.isScalar ? node.range.lower : -1)
        document.keys.append(key)
        var count = 0
        for member in node.members {
            add(member.key, key: nil, to: &document)
            add(member.value, key: member.key.text, to: &document)
            count += 1
        }
        for element in node.elements {
            add(element, key: nil, to: &document)
            count += 1
        }
        document.entries[index].count = count
    }
}
