/// Several files merged as Helm merges values, and as the layers of a policy merge: maps deep, lists and scalars replaced
/// by the later file, null removes. What is left knows the node that it comes from, and with it file and place.
///
/// Aliases stand for what they name, and merge keys (`<<`) for the members that they bring.
package indirect enum MergedValue {
    package struct Member {
        package let key: String
        /// Nil where no file has it in this place.
        package let keyNode: TreeNode?
        package let value: MergedValue
    }

    /// `node` is the last one that had a say; `duplicate` a key that stands twice in one file.
    case mapping([Member], node: TreeNode, duplicate: TreeNode?)
    case list([MergedValue], node: TreeNode)
    case scalar(TreeNode)

    /// - Throws: where aliases make more of the document than anybody would write.
    package init(_ node: TreeNode) throws(DocumentError) {
        var expansion = AliasExpansion()
        self = try expansion.value(of: node, depth: 0)
    }

    /// Where it was decided: the last mapping, the list, the scalar.
    package var node: TreeNode {
        switch self {
        case .mapping(_, let node, _), .list(_, let node), .scalar(let node): node
        }
    }

    /// Members that are null count as absent.
    package var members: [Member] { allMembers.filter { !$0.value.isNull } }

    /// Those that are null, too.
    package var allMembers: [Member] {
        if case .mapping(let members, _, _) = self { members } else { [] }
    }

    /// The elements of a list; none for other values.
    package var elements: [MergedValue] {
        if case .list(let elements, _) = self { elements } else { [] }
    }

    package subscript(key: String) -> MergedValue? { members.last { $0.key == key }?.value }

    /// Both as one, `later` over this.
    package func merged(with later: MergedValue) -> MergedValue {
        guard case .mapping(let own, _, let duplicate) = self,
            case .mapping(let added, let node, let laterDuplicate) = later
        else { return later }
        var merged = own
        var indices = Dictionary(own.enumerated().map { ($1.key, $0) }) { $1 }
        for member in added {
            if let index = indices[member.key] {
                merged[index] = Member(
                    key: member.key, keyNode: member.keyNode ?? merged[index].keyNode,
                    value: merged[index].value.merged(with: member.value))
            } else {
                indices[member.key] = merged.count
                merged.append(member)
            }
        }
        return .mapping(merged, node: node, duplicate: duplicate ?? laterDuplicate)
    }

    /// A mapping with this value as its only member.
    package func nested(under key: String) -> MergedValue {
        .mapping([Member(key: key, keyNode: nil, value: self)], node: node, duplicate: nil)
    }

    package var isNull: Bool {
        if case .scalar(let node) = self { node.isNull } else { false }
    }
}
