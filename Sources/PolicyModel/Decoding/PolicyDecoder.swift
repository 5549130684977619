internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Reads one policy file. Everything that it does not understand is an error with its place: a policy that is half
/// understood would pass what it should fail.
struct PolicyDecoder {
    /// The names of all rules, and how their findings are waived.
    let rules: [String: Waiver.Form]

    /// Reads a file over the ones before it.
    func decode(_ root: TreeNode, into layer: inout PolicyLayer) throws(DocumentError) {
        var reader = try MappingReader(root, "the policy")
        if var images = try reader.mapping("images") {
            if let node = images.value("policy") { try decode(contract: node, into: &layer) }
            try images.finish()
        }
        layer.platforms = try platforms(&reader) ?? layer.platforms
        layer.digest = try reader.choice("digest", DigestRequirement.self) ?? layer.digest
        layer.floatingTags = try globs("floatingTags", &reader) ?? layer.floatingTags
        layer.allowedTags = try allowedTags(&reader) ?? layer.allowedTags
        try decodeWorkloads(&reader, into: &layer)
        if let mirror = try reader.mapping("mirror") { try decode(mirror: mirror, into: &layer) }
        layer.rules.merge(try levels(&reader)) { $1 }
        if let extraction = try reader.mapping("extraction") { try decode(extraction: extraction, into: &layer) }
        layer.overrides = try each("overrides", &reader, override) ?? layer.overrides
        layer.waivers = try each("waivers", &reader, waiver) ?? layer.waivers
        try reader.finish(elsewhere: Self.nestedKeys)
    }

    /// Keys that are easily written at the top level although they belong below another one.
    private static let nestedKeys = [
        "policy": "images.policy", "preferMirror": "images.policy.preferMirror",
        "requireMultiArch": "images.policy.requireMultiArch", "mirrorRegistry": "images.policy.mirrorRegistry",
        "from": "mirror.from", "except": "mirror.except", "naming": "mirror.naming", "map": "mirror.map",
        "ignore": "extraction.ignore",
    ]

    // MARK: - Contract

    private func decode(contract node: TreeNode, into layer: inout PolicyLayer) throws(DocumentError) {
        var reader = try MappingReader(node, "`images.policy`")
        layer.contractNode = node
        layer.preferMirror = try placed("preferMirror", &reader, Self.bool) ?? layer.preferMirror
        layer.requireMultiArch = try placed("requireMultiArch", &reader, Self.bool) ?? layer.requireMultiArch
        layer.mirrorRegistry =
            try placed("mirrorRegistry", &reader) { reader, key throws(DocumentError) in
                guard let text = try reader.string(key), let node = reader.value(key) else { return nil }
                return .some(try Self.mirrorRegistry(text, node))
            } ?? layer.mirrorRegistry
        try reader.finish()
    }

    private static func bool(_ reader: inout MappingReader, _ key: String) throws(DocumentError) -> Bool? {
        try reader.bool(key)
    }

    /// Nil for the empty text, which removes the mirror.
    static func mirrorRegistry(_ text: String, _ node: TreeNode) throws(DocumentError) -> RepositoryPrefix? {
        if text.isEmpty { return nil }
        do throws(ReferenceError) {
            return try RepositoryPrefix(text)
        } catch {
            throw node.error("`\(text)` is not a registry to mirror to: \(error.reason)")
        }
    }

    func scopes(_ key: String, _ reader: inout MappingReader) throws(DocumentError) -> [RepositoryScope]? {
        try transform(try reader.strings(key)) { text, node throws(DocumentError) in
            let scope: RepositoryScope
            do throws(GlobError) {
                scope = try RepositoryScope(text)
            } catch {
                throw node.error("`\(text)` is not a valid pattern: \(error)")
            }
            if let problem = scope.problem {
                throw node.error("`\(text)` is not a registry or repository: \(problem)")
            }
            return scope
        }
    }

    // MARK: - What is required

    func platforms(_ reader: inout MappingReader) throws(DocumentError) -> [Platform]? {
        let platforms = try transform(try reader.strings("platforms")) { text, node throws(DocumentError) in
            switch KnownPlatforms.platform(text) {
            case .success(let platform): return platform
            case .failure(let problem): throw node.error(problem.message)
            }
        }
        if let platforms, platforms.isEmpty, let node = reader.value("platforms") {
            throw node.error("`platforms` must name at least one platform")
        }
        return platforms.map { Set($0).sorted() }
    }

    func globs(_ key: String, _ reader: inout MappingReader) throws(DocumentError) -> [GlobPattern]? {
        try transform(try reader.strings(key)) { text, node throws(DocumentError) in
            do throws(GlobError) {
                return try GlobPattern(text)
            } catch {
                throw node.error("`\(text)` is not a valid pattern: \(error)")
            }
        }
    }

    func levels(_ reader: inout MappingReader) throws(DocumentError) -> [RuleID: RuleLevel] {
        guard let node = reader.value("rules") else { return [:] }
        // Refuses anything but a mapping with distinct string keys.
        _ = try MappingReader(node, "`rules`")
        var levels: [RuleID: RuleLevel] = [:]
        for (key, value) in node.members {
            let rule = try ruleID(key)
            levels[rule] = try value.choice(RuleLevel.self, for: "`\(rule)`")
        }
        return levels
    }

    func ruleID(_ node: TreeNode) throws(DocumentError) -> RuleID {
        guard let name = node.string else {
            throw node.error("the name of a rule must be a string, not \(node.typeDescription)")
        }
        guard rules[name] != nil else {
            let guess = Suggestion.nearest(to: name, among: rules.keys).map { "; did you mean `\($0)`?" } ?? ""
            throw node.error("unknown rule `\(name)`\(guess)")
        }
        return RuleID(name)
    }

    // MARK: - Lists

    private func each<Element>(
        _ key: String, _ reader: inout MappingReader, _ decode: (TreeNode) throws(DocumentError) -> Element
    ) throws(DocumentError) -> [Element]? {
        guard let nodes = try reader.list(key) else { return nil }
        var elements: [Element] = []
        for node in nodes { elements.append(try decode(node)) }
        return elements
    }

    private func transform<Element>(
        _ strings: [(text: String, node: TreeNode)]?,
        _ decode: (String, TreeNode) throws(DocumentError) -> Element
    ) throws(DocumentError) -> [Element]? {
        guard let strings else { return nil }
        var elements: [Element] = []
        for (text, node) in strings { elements.append(try decode(text, node)) }
        return elements
    }

    func placed<Value>(
        _ key: String, _ reader: inout MappingReader,
        _ decode: (inout MappingReader, String) throws(DocumentError) -> Value?
    ) throws(DocumentError) -> PolicyLayer.Placed<Value>? {
        guard let value = try decode(&reader, key), let node = reader.value(key) else { return nil }
        return PolicyLayer.Placed(value: value, node: node)
    }
}

extension ReferenceError {
    /// A sentence fragment.
    var reason: String {
        switch self {
        case .empty: "it is empty"
        case .template: "it contains a template directive"
        case .invalid(let reason): reason
        case .unsupportedAlgorithm(let name): "\(name) digests are not supported"
        }
    }
}
