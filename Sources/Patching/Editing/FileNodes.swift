internal import DocumentReading
internal import SourceText

/// All nodes of a file in order, flat: edits are checked against them, and find their neighbours in them.
struct FileNodes {
    /// What must stay the same.
    struct Shape: Equatable {
        var kind: DocumentTape.Kind
        var style: ScalarStyle
        var hasTag: Bool
        /// The decoded value of a scalar.
        var text: String?
        /// The number of children of a mapping or sequence.
        var count = 0
    }

    struct Node {
        var shape: Shape
        let range: ByteRange
        /// The mapping or sequence around it.
        let parent: Int?
        /// The key of the member whose value it is.
        let key: Int?
    }

    struct Document {
        var nodes: [Node] = []
        var failed = false
    }

    struct Place: Hashable {
        let document: Int
        let node: Int
    }

    private(set) var documents: [Document] = []
    /// By where they begin in the file; several where aliases repeat a scalar.
    private var scalars: [Int: [Place]] = [:]
    /// Where mappings begin that others merge with `<<`.
    private var merged: Set<Int> = []

    init(_ file: SourceFile) {
        DocumentReader.forEachDocument(in: file) { number, result in
            var document = Document()
            switch result {
            case .success(let tape):
                if let root = tape.root { add(root, key: nil, parent: nil, number, to: &document) }
            case .failure: document.failed = true
            }
            documents.append(document)
        }
    }

    private mutating func add(_ node: TreeNode, key: Int?, parent: Int?, _ number: Int, to document: inout Document) {
        let index = document.nodes.count
        document.nodes.append(
            Node(
                shape: Shape(kind: node.kind, style: node.style, hasTag: node.hasTag, text: node.text),
                range: node.range, parent: parent, key: key))
        if node.isScalar { scalars[node.range.lower, default: []].append(Place(document: number, node: index)) }
        for member in node.members {
            if member.key.isText("<<") { merge(member.value) }
            let key = document.nodes.count
            add(member.key, key: nil, parent: index, number, to: &document)
            add(member.value, key: key, parent: index, number, to: &document)
            document.nodes[index].shape.count += 1
        }
        for element in node.elements {
            add(element, key: nil, parent: index, number, to: &document)
            document.nodes[index].shape.count += 1
        }
    }

    private mutating func merge(_ node: TreeNode) {
        if let target = node.aliased { merged.insert(target.range.lower) }
        for element in node.elements { merge(element) }
    }

    subscript(_ place: Place) -> Node { documents[place.document].nodes[place.node] }

    /// The places of the scalar that is written at `range`: its own, and those of its aliases.
    func places(of range: ByteRange) -> [Place] {
        (scalars[range.lower] ?? []).filter { self[$0].range == range }
    }

    /// The key of a member's value; nil for elements.
    func key(of place: Place) -> Node? {
        self[place].key.map { documents[place.document].nodes[$0] }
    }

    /// Whether the value is written at its place rather than repeated there by an alias.
    func isWritten(at place: Place) -> Bool {
        guard let key = key(of: place) else { return true }
        return key.range.upper <= self[place].range.lower
    }

    /// Whether other mappings merge this one with `<<`, and may override a part of it.
    func isMerged(_ mapping: Place) -> Bool { merged.contains(self[mapping].range.lower) }

    /// The mapping or sequence around a node.
    func parent(of place: Place) -> Place? {
        self[place].parent.map { Place(document: place.document, node: $0) }
    }
}
