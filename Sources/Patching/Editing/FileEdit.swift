internal import SourceText

/// A change of one file that pins consist of.
enum FileEdit: Hashable {
    case scalar(ScalarEdit)
    case member(AddedMember)

    /// What it does to the bytes.
    var text: TextEdit {
        switch self {
        case .scalar(let edit): edit.edit
        case .member(let member): member.edit
        }
    }

    /// Whether both cannot be made.
    func conflicts(with other: FileEdit) -> Bool {
        let (left, right) = (text.range, other.text.range)
        // Two insertions at one place would have to come in some order.
        return self != other && (left.overlaps(right) || (left.lower == right.lower && (left.isEmpty || right.isEmpty)))
    }
}
