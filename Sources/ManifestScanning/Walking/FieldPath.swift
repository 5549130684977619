internal import DocumentReading
internal import SourceText

/// The way from a document's root to a node, kept as a stack while walking; spelled only for what is reported.
struct FieldPath {
    enum Component {
        case key(TreeNode)
        case index(Int)
    }

    var components: [Component] = []
    /// The way to the string that the document stands in, where it does: `$.data['pod.yaml']»`.
    private let prefix: String

    init(prefix: String = "") {
        self.prefix = prefix
        // Few documents are deeper.
        components.reserveCapacity(16)
    }

    /// `$.spec.containers[0].image`; keys that are more than letters, digits, `_` and `-` stand in `['…']`.
    var description: String {
        var text = Array(prefix.utf8)
        text.reserveCapacity(text.count + 64)
        text.append(UInt8(ascii: "$"))
        for component in components {
            switch component {
            case .index(let index): text += "[\(index)]".utf8
            case .key(let node):
                let key = node.bytes
                if key.count > 0,
                    key.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
                {
                    text.append(UInt8(ascii: "."))
                    text += key
                } else {
                    text += "['".utf8
                    text += key
                    text += "']".utf8
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func appending(_ way: [Component]) -> FieldPath {
        var longer = self
        longer.components += way
        return longer
    }
}
