internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// The effective policy as a document that can be loaded again, with the file and line of each value in a comment.
package struct PolicyExplanation: Sendable {
    private struct Line {
        let text: String
        let origin: String?
    }

    private var lines: [Line] = []
    private let policy: Policy
    private let levels: [RuleID: RuleLevel]

    /// - Parameters:
    ///   - values: all layers merged, including the contract of Helm globals.
    ///   - levels: the levels of all rules.
    init(_ values: MergedValue, policy: Policy, cluster: MergedValue?, levels: [RuleID: RuleLevel]) {
        self.policy = policy
        self.levels = levels
        for member in cluster?.members ?? [] {
            guard case .scalar(let node) = member.value else { continue }
            lines.append(Line(text: "# cluster.\(member.key): \(YAMLFlowText.of(node))", origin: Self.origin(node)))
        }
        // Always next to `images`, where people look for them.
        let platforms = values.members.first { $0.key == "platforms" }
        for member in values.members where member.key != "platforms" {
            write(member, depth: 0)
            if member.key == "images" {
                if let platforms { write(platforms, depth: 0) } else { writePlatforms(values, cluster) }
            }
            if member.key == "rules" { writeLevels(values) }
        }
    }

    package var warnings: [PolicyWarning] { policy.warnings }

    package var document: String {
        let widths = lines.filter { $0.origin != nil }.map(\.text.count).filter { $0 <= 72 }
        let column = (widths.max() ?? 0) + 2
        return lines.map { line in
            guard let origin = line.origin else { return line.text + "\n" }
            return line.text + String(repeating: " ", count: max(2, column - line.text.count)) + "# \(origin)\n"
        }.joined()
    }

    private mutating func write(_ member: MergedValue.Member, depth: Int) {
        let indentation = String(repeating: "  ", count: depth)
        let key = indentation + (member.keyNode.map(YAMLFlowText.of) ?? member.key) + ":"
        if !member.value.members.isEmpty {
            lines.append(Line(text: key, origin: nil))
            for member in member.value.members { write(member, depth: depth + 1) }
            return
        }
        let node = member.value.node
        let elements = Array(node.elements)
        guard elements.contains(where: \.isMapping) else {
            lines.append(Line(text: "\(key) \(YAMLFlowText.of(node))", origin: Self.origin(node)))
            return
        }
        lines.append(Line(text: key, origin: nil))
        for element in elements {
            lines.append(Line(text: "\(indentation)  - \(YAMLFlowText.of(element))", origin: Self.origin(element)))
        }
    }

    /// The platforms that `requireMultiArch` implies where `platforms` is not set.
    private mutating func writePlatforms(_ values: MergedValue, _ cluster: MergedValue?) {
        let switchNode = values["images"]?["policy"]?["requireMultiArch"]?.node
        let isMultiple = policy.contract.requireMultiArch
        let node = isMultiple ? switchNode : cluster?["arch"]?.node ?? switchNode
        let key = isMultiple ? "requireMultiArch" : "cluster.arch"
        let platforms = policy.platforms.map(\.description).joined(separator: ", ")
        lines.append(Line(text: "platforms: [\(platforms)]", origin: node.map { "\(key), \(Self.origin($0))" }))
    }

    /// The rules that the policy does not set, as comments: a level in `rules` would replace the higher severity of
    /// worse violations.
    private mutating func writeLevels(_ values: MergedValue) {
        for (rule, level) in levels.sorted(by: { $0.key < $1.key }) where policy.rules[rule] == nil {
            var origin = "the rule's own"
            if level != .off || rule == "unpinned", let key = PolicySettings.implyingKeys[rule],
                let node = values[key]?.node
            {
                origin = "\(key), \(Self.origin(node))"
            }
            lines.append(Line(text: "  # \(rule): \(level.rawValue)", origin: origin))
        }
    }

    private static func origin(_ node: TreeNode) -> String {
        node.file === BuiltInPolicy.file ? node.file.path : "\(node.file.path):\(node.position.line)"
    }
}
