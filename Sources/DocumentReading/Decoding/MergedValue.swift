internal import SourceText

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

/// Makes values of nodes, aliases and merge keys replaced by what they stand for. A few hundred bytes of aliases of
/// aliases can stand for billions of nodes, so there is an end to it.
struct AliasExpansion {
    private static let maximumDepth = 200
    private var remaining = 1_000_000

    mutating func value(of node: TreeNode, depth: Int) throws(DocumentError) -> MergedValue {
        remaining -= 1
        guard remaining > 0, depth < Self.maximumDepth else {
            throw DocumentError(.limit, in: node.file, at: node.range.lower, "aliases of aliases make too much of this")
        }
        let node = node.dereferenced
        switch node.kind {
        case .mapping: return try mapping(node, depth: depth)
        case .sequence:
            var elements: [MergedValue] = []
            for element in node.elements { elements.append(try value(of: element, depth: depth + 1)) }
            return .list(elements, node: node)
        case .scalar, .alias: return .scalar(node)
        }
    }

    private mutating func mapping(_ node: TreeNode, depth: Int) throws(DocumentError) -> MergedValue {
        var members: [MergedValue.Member] = []
        var brought: [MergedValue.Member] = []
        var seen: Set<String> = []
        var duplicate: TreeNode?
        for (key, child) in node.members {
            guard let name = key.text else { continue }
            let value = try value(of: child, depth: depth + 1)
            if key.isMergeKey {
                brought += Self.members(broughtBy: value)
                continue
            }
            if !seen.insert(name).inserted { duplicate = duplicate ?? key }
            members.append(MergedValue.Member(key: name, keyNode: key, value: value))
        }
        // What stands in the mapping itself wins, then what is brought first.
        for member in brought where seen.insert(member.key).inserted { members.append(member) }
        return .mapping(members, node: node, duplicate: duplicate)
    }

    private static func members(broughtBy value: MergedValue) -> [MergedValue.Member] {
        switch value {
        case .mapping(let members, _, _): members
        case .list(let elements, _): elements.flatMap(members(broughtBy:))
        case .scalar: []
        }
    }
}

extension TreeNode {
    /// What an alias stands for; the node itself where it is none, or stands for what it is inside of.
    package var dereferenced: TreeNode {
        let record = tape[index]
        guard record.kind == .alias, record.link >= 0 else { return self }
        return TreeNode(tape: tape, index: Int(record.link))
    }

    /// YAML's merge key: `<<`, not quoted.
    fileprivate var isMergeKey: Bool { isText("<<") && style == .plain }
}
