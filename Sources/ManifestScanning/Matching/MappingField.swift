internal import DocumentReading

/// A member of a mapping with the traits of its key. Holds its nodes without reference counts, which would be most of
/// the cost of a walk.
///
/// SAFETY: fields are only used while the documents that they were made from are read, and the readers hold the tapes.
@safe struct MappingField {
    private unowned(unsafe) let keyTape: DocumentTape
    private let keyIndex: Int
    private unowned(unsafe) let valueTape: DocumentTape
    let valueIndex: Int
    let traits: KeyTraits

    init(key: TreeNode, value: TreeNode, traits: KeyTraits) {
        unsafe keyTape = key.tape
        keyIndex = key.index
        unsafe valueTape = value.tape
        valueIndex = value.index
        self.traits = traits
    }

    /// A member of a mapping on `tape`.
    init(on tape: DocumentTape, key: Int, value: Int, traits: KeyTraits) {
        unsafe keyTape = tape
        keyIndex = key
        unsafe valueTape = tape
        valueIndex = value
        self.traits = traits
    }

    var key: TreeNode { unsafe TreeNode(tape: keyTape, index: keyIndex) }
    var value: TreeNode { unsafe TreeNode(tape: valueTape, index: valueIndex) }

    /// Whether the value is a scalar that is neither null nor empty.
    var hasText: Bool {
        let value = value
        return value.isScalar && !value.bytes.isEmpty && !value.isNull
    }

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
