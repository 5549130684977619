internal import DocumentReading
internal import SourceText

/// The path from a document's root to a node, a stack during the walk; its text is made only for what is reported.
struct FieldPath {
    enum Component {
        case key(TreeNode)
        case index(Int)
    }

    var components: [Component] = []
    /// The path to the string that the document is in: `$.data['pod.yaml']»`.
    private let prefix: String

    init(prefix: String = "") {
        self.prefix = prefix
        // Enough for most documents.
        components.reserveCapacity(16)
    }

    /// `$.spec.containers[0].image`; keys with more than letters, digits, `_` and `-` are in `['…']`.
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

    func appending(_ relativePath: [Component]) -> FieldPath {
        var longer = self
        longer.components += relativePath
        return longer
    }
}
