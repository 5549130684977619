internal import DocumentReading

/// A member of a mapping with the traits of its key.
struct MappingField {
    let key: TreeNode
    let value: TreeNode
    let traits: KeyTraits

    var valueIndex: Int { value.index }

    init(key: TreeNode, value: TreeNode, traits: KeyTraits) {
        self.key = key
        self.value = value
        self.traits = traits
    }

    /// A member of a mapping on `tape`.
    init(on tape: DocumentTape, key: Int, value: Int, traits: KeyTraits) {
        self.init(
            key: TreeNode(tape: tape, index: key), value: TreeNode(tape: tape, index: value), traits: traits)
    }

    /// Whether the value is a scalar that is neither null nor empty.
    var hasText: Bool { value.isScalar && !value.bytes.isEmpty && !value.isNull }

    /// The value of a scalar; nil if it is null or empty.
    var text: String? { hasText ? value.text : nil }
}

extension ArraySlice<MappingField> {
    /// The first field with these traits whose value is a scalar, neither null nor empty.
    func scalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.hasText }
    }

    func scalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.text != nil }
    }

    /// The first field with these traits whose value is null or empty: `digest: ""`, `digest:`.
    func emptyScalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.value.isScalar && !$0.hasText }
    }

    func emptyScalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.value.isScalar && $0.text == nil }
    }
}
