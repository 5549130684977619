internal import DocumentReading

/// The way from a document's root to a node, kept as a stack while walking; spelled only for what is reported.
struct FieldPath {
    enum Component {
        case key(TreeNode)
        case index(Int)
    }

    var components: [Component] = []
    /// The way to the string that the document stands in, where it does: `$.data['pod.yaml']»`.
    var prefix = ""

    /// `$.spec.containers[0].image`; keys that are more than letters, digits, `_` and `-` stand in `['…']`.
    var description: String {
        var text = prefix + "$"
        for component in components {
            switch component {
            case .index(let index): text += "[\(index)]"
            case .key(let node):
                let key = node.text ?? ""
                let isPlain =
                    !key.isEmpty
                    && key.utf8.allSatisfy {
                        ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F
                            || $0 == 0x2D
                    }
                text += isPlain ? "." + key : "['\(key)']"
            }
        }
        return text
    }

    func appending(_ way: [Component]) -> FieldPath {
        var longer = self
        longer.components += way
        return longer
    }
}
