internal import SourceText

/// A member to add to a mapping, on a line of its own after another one, or between the same braces.
struct AddedMember: Hashable {
    /// The value of the member that it follows.
    let sibling: ByteRange
    let key: String
    let value: String
    let keyStyle: ScalarStyle
    let style: ScalarStyle
    let edit: TextEdit

    /// - Parameter place: the sibling's value.
    init(_ key: String, _ value: String, after place: FileNodes.Place, _ nodes: FileNodes, in file: SourceFile)
        throws(PinObstacle)
    {
        guard let mapping = nodes.parent(of: place), let siblingKey = nodes.key(of: place) else {
            throw PinObstacle(reason: "there is no mapping for a digest field")
        }
        let node = nodes[place]
        sibling = node.range
        self.key = key
        self.value = value
        keyStyle = siblingKey.shape.style
        style = node.shape.style
        guard [keyStyle, style].allSatisfy({ $0 == .plain || $0.isQuoted }) else { throw Self.unusual }
        let member = "\(Self.spelled(key, keyStyle)): \(Self.spelled(value, style))"
        if file.bytes[nodes[mapping].range.lower] == UInt8(ascii: "{") {
            edit = TextEdit(
                range: ByteRange(node.range.upper, node.range.upper), replacement: Array(", \(member)".utf8))
        } else {
            edit = try Self.line(member, keyAt: siblingKey.range, after: node.range, in: file)
        }
    }

    private static func spelled(_ text: String, _ style: ScalarStyle) -> String {
        switch style {
        case .singleQuoted: "'\(text)'"
        case .doubleQuoted, .json: "\"\(text)\""
        case .plain, .literal, .folded: text
        }
    }

    /// A line with the indentation of the sibling's key.
    private static func line(
        _ member: String, keyAt key: ByteRange, after value: ByteRange, in file: SourceFile
    ) throws(PinObstacle) -> TextEdit {
        let bytes = file.bytes
        let feed = UInt8(ascii: "\n")
        let start = bytes[..<key.lower].lastIndex(of: feed).map { $0 + 1 } ?? 0
        // Dashes of a list may precede the first key of an element.
        guard !bytes[key.upper..<value.lower].contains(feed),
            bytes[start..<key.lower].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") })
        else { throw unusual }
        let indentation = String(repeating: " ", count: key.lower - start)
        if let end = bytes[value.upper...].firstIndex(of: feed) {
            let isCRLF = end > 0 && bytes[end - 1] == 0x0D
            let text = indentation + member + (isCRLF ? "\r\n" : "\n")
            return TextEdit(range: ByteRange(end + 1, end + 1), replacement: Array(text.utf8))
        }
        let isCRLF = start >= 2 && bytes[start - 2] == 0x0D
        let text = (isCRLF ? "\r\n" : "\n") + indentation + member
        return TextEdit(range: ByteRange(bytes.count, bytes.count), replacement: Array(text.utf8))
    }

    private static let unusual = PinObstacle(
        reason: "a digest field cannot be added to its mapping as it is written")
}
