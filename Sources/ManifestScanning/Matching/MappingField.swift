internal import DocumentReading

/// A member of a mapping with the traits of its key.
struct MappingField {
    let key: TreeNode
    let value: TreeNode
    let traits: KeyTraits

    /// The value of a scalar; nil if it is null or empty.
    var text: String? {
        guard value.isScalar, !value.isNull, let text = value.text, !text.isEmpty else { return nil }
        return text
    }
}

extension ArraySlice<MappingField> {
    /// The first field with these traits whose value is a scalar, neither null nor empty.
    func scalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.text != nil }
    }

    func scalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.text != nil }
    }

    /// The first field with these traits whose value is null or empty: `digest: ""`, `digest:`.
    func emptyScalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.value.isScalar && $0.text == nil }
    }

    func emptyScalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.value.isScalar && $0.text == nil }
    }
}
