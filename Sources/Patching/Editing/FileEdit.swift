internal import SourceText

/// One change of a file.
enum FileEdit: Hashable {
    case scalar(ScalarEdit)
    case member(AddedMember)

    /// The change as bytes.
    var text: TextEdit {
        switch self {
        case .scalar(let edit): edit.edit
        case .member(let member): member.edit
        }
    }

    /// Whether the two cannot both be made.
    func conflicts(with other: FileEdit) -> Bool {
        let (left, right) = (text.range, other.text.range)
        // The order of two insertions at one place is not defined.
        return self != other && (left.overlaps(right) || (left.lower == right.lower && (left.isEmpty || right.isEmpty)))
    }
}
