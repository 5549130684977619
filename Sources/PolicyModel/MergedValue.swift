internal import DocumentReading

/// Several files merged as Helm merges values, and as the layers of a policy merge: maps deep, lists and scalars replaced
/// by the later file, null removes. What is left knows the node that it comes from.
indirect enum MergedValue {
    struct Member {
        let key: String
        /// Nil where no file has it in this place.
        let keyNode: TreeNode?
        let value: MergedValue
    }

    /// `node` is the last one that had a say; `duplicate` a key that stands twice in one file.
    case mapping([Member], node: TreeNode, duplicate: TreeNode?)
    case leaf(TreeNode)

    init(node: TreeNode) {
        guard node.isMapping else {
            self = .leaf(node)
            return
        }
        var members: [Member] = []
        var seen: Set<String> = []
        var duplicate: TreeNode?
        for (key, value) in node.members {
            guard let name = key.text else { continue }
            if !seen.insert(name).inserted { duplicate = duplicate ?? key }
            members.append(Member(key: name, keyNode: key, value: MergedValue(node: value)))
        }
        self = .mapping(members, node: node, duplicate: duplicate)
    }

    var node: TreeNode {
        switch self {
        case .mapping(_, let node, _), .leaf(let node): node
        }
    }

    /// Members that are null count as absent.
    var members: [Member] {
        guard case .mapping(let members, _, _) = self else { return [] }
        return members.filter { !$0.value.isNull }
    }

    subscript(key: String) -> MergedValue? { members.last { $0.key == key }?.value }

    func merged(with later: MergedValue) -> MergedValue {
        guard case .mapping(let own, _, let duplicate) = self,
            case .mapping(let added, let node, let laterDuplicate) = later
        else { return later }
        var merged = own
        for member in added {
            if let index = merged.lastIndex(where: { $0.key == member.key }) {
                merged[index] = Member(
                    key: member.key, keyNode: member.keyNode ?? merged[index].keyNode,
                    value: merged[index].value.merged(with: member.value))
            } else {
                merged.append(member)
            }
        }
        return .mapping(merged, node: node, duplicate: duplicate ?? laterDuplicate)
    }

    /// A mapping with this value as its only member.
    func nested(under key: String) -> MergedValue {
        .mapping([Member(key: key, keyNode: nil, value: self)], node: node, duplicate: nil)
    }

    private var isNull: Bool {
        if case .leaf(let node) = self { node.isNull } else { false }
    }
}
