import DocumentReading
import SourceText
import Testing

@Suite struct TapeHintsTests {
    private func hints(_ text: String) throws -> [String] {
        let root = try #require(try DocumentReader.onlyDocument(of: SourceFile(path: "t", text: text)))
        #expect(root.hasHint)
        root.tape.markHints { $0.elementsEqual("x".utf8) }
        return hints(root)
    }

    /// The text of all nodes with a hint, in order.
    private func hints(_ node: TreeNode) -> [String] {
        let own = node.hasHint ? [node.file.text(node.range)] : []
        return own + node.members.flatMap { hints($0.key) + hints($0.value) } + node.elements.flatMap(hints)
    }

    @Test(arguments: [
        ("x", ["x"]), ("y", []), ("[y, x]", ["[y, x]", "x"]), ("[[y], [x], y]", ["[[y], [x], y]", "[x]", "x"]),
        ("{a: {b: y}, c: {x: y}}", ["{a: {b: y}, c: {x: y}}", "{x: y}", "x"]), ("[]", []),
        ("[[], x]", ["[[], x]", "x"]),
        ("{a: [x], b: [y]}", ["{a: [x], b: [y]}", "[x]", "x"]),
        ("[{[x]: y}, {}]", ["[{[x]: y}, {}]", "{[x]: y}", "[x]", "x"]),
        ("[[&a x], [*a], &b [y], [*b]]", ["[[&a x], [*a], &b [y], [*b]]", "[&a x]", "x", "[*a]", "x"]),
    ])
    func `what holds a hint, and only that, is marked`(text: String, expected: [String]) throws {
        #expect(try hints(text) == expected)
    }
}
