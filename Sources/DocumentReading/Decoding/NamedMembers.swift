/// Up to eight members of a mapping by their keys, found in one pass: audits of a fleet read manifests by the ten
/// thousand.
package struct NamedMembers {
    private let tape: DocumentTape
    /// The index of each key's value on the tape; 0, which is never the index of a value, if the key is missing.
    private var places = InlineArray<8, Int>(repeating: 0)
    /// The other keys of the mapping.
    package private(set) var others: [String] = []

    /// Finds nothing in a node that is not a mapping, and the first of several members of one name.
    ///
    /// - Parameter names: at most eight.
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

    /// The value of a member, by the index of its name in `names`.
    package subscript(number: Int) -> TreeNode? {
        places[number] == 0 ? nil : TreeNode(tape: tape, index: places[number])
    }
}
