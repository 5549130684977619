internal import SourceText

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
