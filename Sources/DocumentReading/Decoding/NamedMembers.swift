/// The members of a mapping that somebody looks for, found in one pass: manifests come by the ten thousand.
package struct NamedMembers {
    private let tape: DocumentTape
    /// Where the value of each key stands on the tape; 0, where no member's value can stand, for those that are missing.
    private var places = InlineArray<8, Int>(repeating: 0)
    /// The keys that nobody looks for.
    package private(set) var others: [String] = []

    /// - Parameter names: eight at most. None is found in what is no mapping; of members of one name, the first.
    package init(of node: TreeNode, _ names: [StaticString]) {
        precondition(names.count <= places.count)
        tape = node.tape
        guard node.isMapping else { return }
        var position = node.index + 1
        let end = tape.end(of: node.index)
        while position < end {
            let key = tape.target(of: position)
            let value = tape.end(of: position)
            if let number = names.firstIndex(where: { tape.isText($0, at: key) }) {
                if places[number] == 0 { places[number] = value }
            } else if let text = TreeNode(tape: tape, index: key).text {
                others.append(text)
            }
            position = tape.end(of: value)
        }
    }

    /// The value of the member with that name, by the place of the name in `names`.
    package subscript(number: Int) -> TreeNode? {
        places[number] == 0 ? nil : TreeNode(tape: tape, index: places[number])
    }
}
