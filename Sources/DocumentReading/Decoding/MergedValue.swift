internal import SourceText

/// Several files merged as Helm merges values, and as the layers of a policy merge: maps are merged deeply, a later
/// list or scalar replaces an earlier one, and null removes. Each value keeps the node that it comes from, with file
/// and position.
///
/// Aliases and merge keys (`<<`) are expanded.
package indirect enum MergedValue {
    package struct Member {
        package let key: String
        /// Nil if no file has the key in this place.
        package let keyNode: TreeNode?
        package let value: MergedValue
    }

    /// `node` is the mapping of the latest file; `duplicate` is a key that one file has twice.
    case mapping([Member], node: TreeNode, duplicate: TreeNode?)
    case list([MergedValue], node: TreeNode)
    case scalar(TreeNode)

    /// - Throws: if aliases expand to more than the limit.
    package init(_ node: TreeNode) throws(DocumentError) {
        var expansion = AliasExpansion()
        self = try expansion.value(of: node, depth: 0)
    }

    /// The node that decided the value: the latest mapping, the list or the scalar.
    package var node: TreeNode {
        switch self {
        case .mapping(_, let node, _), .list(_, let node), .scalar(let node): node
        }
    }

    /// The members that are not null.
    package var members: [Member] { allMembers.filter { !$0.value.isNull } }

    /// All members, nulls included.
    package var allMembers: [Member] {
        if case .mapping(let members, _, _) = self { members } else { [] }
    }

    /// The elements of a list; none for other values.
    package var elements: [MergedValue] {
        if case .list(let elements, _) = self { elements } else { [] }
    }

    package subscript(key: String) -> MergedValue? { members.last { $0.key == key }?.value }

    /// The result of merging `later` over this value.
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

/// Turns nodes into values with aliases and merge keys expanded. The expansion is limited, because a few hundred bytes
/// of nested aliases can expand to billions of nodes.
struct AliasExpansion {
    private static let maximumDepth = 200
    private static let maximumCount = 1_000_000
    private var remaining = Self.maximumCount

    mutating func value(of node: TreeNode, depth: Int) throws(DocumentError) -> MergedValue {
        remaining -= 1
        guard remaining > 0, depth < Self.maximumDepth else {
            throw DocumentError(
                .limit, in: node.file, at: node.range.lower,
                "aliases expand to more than \(Self.maximumCount) nodes or \(Self.maximumDepth) levels")
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
        var inherited: [MergedValue.Member] = []
        var seen: Set<String> = []
        var duplicate: TreeNode?
        for (key, child) in node.members {
            guard let name = key.text else { continue }
            let value = try value(of: child, depth: depth + 1)
            if key.isMergeKey {
                inherited += Self.members(mergedFrom: value)
                continue
            }
            if !seen.insert(name).inserted { duplicate = duplicate ?? key }
            members.append(MergedValue.Member(key: name, keyNode: key, value: value))
        }
        // The mapping's own members win, then those of the first merge.
        for member in inherited where seen.insert(member.key).inserted { members.append(member) }
        return .mapping(members, node: node, duplicate: duplicate)
    }

    private static func members(mergedFrom value: MergedValue) -> [MergedValue.Member] {
        switch value {
        case .mapping(let members, _, _): members
        case .list(let elements, _): elements.flatMap(members(mergedFrom:))
        case .scalar: []
        }
    }
}

extension TreeNode {
    /// The node that an alias refers to; the node itself if it is not an alias, or an alias of a node around it.
    package var dereferenced: TreeNode {
        let record = tape[index]
        guard record.kind == .alias, record.link >= 0 else { return self }
        return TreeNode(tape: tape, index: Int(record.link))
    }

    /// YAML's merge key: `<<`, unquoted.
    fileprivate var isMergeKey: Bool { isText("<<") && style == .plain }
}
