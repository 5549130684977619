internal import DocumentReading

/// A member of a mapping with what its key may mean.
struct MappingField {
    let key: TreeNode
    let value: TreeNode
    let traits: KeyTraits

    /// The value as text, where it is a scalar that says something.
    var text: String? {
        guard value.isScalar, !value.isNull, let text = value.text, !text.isEmpty else { return nil }
        return text
    }
}

extension ArraySlice<MappingField> {
    /// The first field with these traits whose value is a scalar that says something.
    func scalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.text != nil }
    }

    func scalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.text != nil }
    }

    /// The first field with these traits that is there and says nothing: `digest: ""`, `digest:`.
    func emptyScalar(_ traits: KeyTraits) -> MappingField? {
        first { $0.traits.isSuperset(of: traits) && $0.value.isScalar && $0.text == nil }
    }

    func emptyScalar(key: String) -> MappingField? {
        first { $0.key.text == key && $0.value.isScalar && $0.text == nil }
    }
}
