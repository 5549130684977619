/// A text with marks `❶` to `❿` in it, as in `MarkedText("image: ❶nginx❷")`. `text` is the text without them; the
/// subscript gives the byte offset of a mark.
package struct MarkedText: Sendable {
    package let text: String
    private let offsets: [Int: Int]

    package init(_ marked: String) {
        var text = String.UnicodeScalarView()
        var offsets: [Int: Int] = [:]
        var position = 0
        for scalar in marked.unicodeScalars {
            if ("❶"..."❿").contains(scalar) {
                offsets[Int(scalar.value) - 0x2775] = position
            } else {
                text.append(scalar)
                position += UTF8.width(scalar)
            }
        }
        self.text = String(text)
        self.offsets = offsets
    }

    package var bytes: [UInt8] { Array(text.utf8) }

    /// The offset of mark 1 to 10, or -1 if the text has no such mark.
    package subscript(mark: Int) -> Int { offsets[mark, default: -1] }
}
