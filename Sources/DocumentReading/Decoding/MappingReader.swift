/// Decodes a mapping key by key. Every key must be known, every value must have the requested type, and every error has
/// its position. `finish()` reports the keys that were not requested.
package struct MappingReader {
    package let node: TreeNode
    /// The name of the mapping in messages: "the policy", "a waiver".
    private let subject: String
    private var known: Set<String> = []

    /// - Throws: if the node is not a mapping or has a key twice.
    package init(_ node: TreeNode, _ subject: String) throws(DocumentError) {
        let node = node.dereferenced
        guard node.isMapping else { throw node.error("\(subject) must be a mapping, not \(node.typeDescription)") }
        self.node = node
        self.subject = subject
        var seen: Set<String> = []
        for member in node.members {
            guard let key = member.key.text else { throw member.key.error("a key of \(subject) must be a string") }
            guard seen.insert(key).inserted else { throw member.key.error("duplicate key `\(key)` in \(subject)") }
        }
    }

    /// The value of `key`, which may be null; nil if the key is absent.
    package mutating func value(_ key: String) -> TreeNode? {
        known.insert(key)
        return node[key: key]?.dereferenced
    }

    package mutating func string(_ key: String) throws(DocumentError) -> String? {
        guard let value = value(key) else { return nil }
        guard let string = value.string else { throw mismatch(key, "a string", value) }
        return string
    }

    package mutating func bool(_ key: String) throws(DocumentError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let bool = value.bool else { throw mismatch(key, "true or false", value) }
        return bool
    }

    package mutating func integer(_ key: String) throws(DocumentError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let integer = value.integer else { throw mismatch(key, "an integer", value) }
        return integer
    }

    /// The elements of a list.
    package mutating func list(_ key: String) throws(DocumentError) -> [TreeNode]? {
        guard let value = value(key) else { return nil }
        guard value.isSequence else { throw mismatch(key, "a list", value) }
        return value.elements.map(\.dereferenced)
    }

    package mutating func strings(_ key: String) throws(DocumentError) -> [(text: String, node: TreeNode)]? {
        guard let elements = try list(key) else { return nil }
        var strings: [(text: String, node: TreeNode)] = []
        for element in elements {
            guard let text = element.string else { throw mismatch(key, "a list of strings", element) }
            strings.append((text, element))
        }
        return strings
    }

    package mutating func mapping(_ key: String, _ subject: String? = nil) throws(DocumentError) -> MappingReader? {
        guard let value = value(key) else { return nil }
        return try MappingReader(value, subject ?? "`\(key)`")
    }

    /// The value of `key` as one of the raw values of `Value`.
    package mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ key: String, _: Value.Type
    ) throws(DocumentError) -> Value? where Value.RawValue == String {
        guard let node = value(key) else { return nil }
        return try node.choice(Value.self, for: "`\(key)`")
    }

    /// Throws if the mapping has a key that was never requested.
    ///
    /// - Parameter elsewhere: the right places of keys that are put here by mistake.
    package func finish(elsewhere: [String: String] = [:]) throws(DocumentError) {
        for member in node.members {
            guard let key = member.key.text, !known.contains(key) else { continue }
            if key == "<<" {
                throw member.key.error("merge keys are not supported in \(subject): write out the members of `<<`")
            }
            let meant = elsewhere[key] ?? Suggestion.nearest(to: key, among: known)
            let guess = meant.map { "; did you mean `\($0)`?" } ?? ""
            throw member.key.error("unknown key `\(key)` in \(subject)\(guess)")
        }
    }

    package func missing(_ key: String) -> DocumentError { node.error("\(subject) lacks `\(key)`") }

    private func mismatch(_ key: String, _ expected: String, _ value: TreeNode) -> DocumentError {
        value.error("`\(key)` must be \(expected), not \(value.typeDescription)")
    }
}

extension TreeNode {
    /// The node as one of the raw values of `Value`; the error lists them.
    package func choice<Value: RawRepresentable & CaseIterable>(
        _: Value.Type, for subject: String
    ) throws(DocumentError) -> Value where Value.RawValue == String {
        let choices = Value.allCases.map(\.rawValue)
        // Text, because `off` and its like are booleans in YAML 1.1.
        guard let text, let value = Value(rawValue: text) else {
            let guess =
                text.flatMap { Suggestion.nearest(to: $0, among: choices) }.map { "; did you mean `\($0)`?" } ?? ""
            throw error("\(subject) must be one of \(choices.joined(separator: ", "))\(guess)")
        }
        return value
    }

    /// The type of the node with its article, for messages.
    package var typeDescription: String {
        switch kind {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar:
            if isNull {
                "null"
            } else if bool != nil {
                "a boolean"
            } else if string == nil {
                "a number"
            } else {
                "a string"
            }
        }
    }
}
