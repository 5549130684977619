import DocumentReading
import SourceText
import Testing

@Suite struct MergedValueTests {
    /// The files `0.yaml`, `1.yaml`, … merged.
    private func merged(_ texts: [String]) throws -> MergedValue {
        let values = try texts.enumerated().map { number, text in
            let file = SourceFile(path: "\(number).yaml", text: text)
            return try MergedValue(try #require(try DocumentReader.onlyDocument(of: file)))
        }
        let first = try #require(values.first)
        return values.dropFirst().reduce(first) { $0.merged(with: $1) }
    }

    /// Each scalar with its path and its origin: `a.b[0]=value 1:2:6`.
    private func scalars(_ value: MergedValue, _ path: String = "") -> [String] {
        switch value {
        case .mapping:
            value.members.flatMap { scalars($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
        case .list(let elements, _):
            elements.enumerated().flatMap { scalars($1, "\(path)[\($0)]") }
        case .scalar(let node):
            ["\(path)=\(node.text ?? "") \(node.file.path.prefix(1)):\(node.position)"]
        }
    }

    @Test(arguments: [
        (["image: {repository: a, tag: b}"], ["image.repository=a 0:1:21", "image.tag=b 0:1:29"]),
        // Maps are merged deeply, and each member keeps its origin.
        (
            ["image:\n  repository: a\n  tag: b\n", "image:\n  tag: c\n"],
            ["image.repository=a 0:2:15", "image.tag=c 1:2:8"]
        ),
        // Lists are replaced as a whole, shorter or not.
        (["a: [1, 2, 3]", "a: [4]"], ["a[0]=4 1:1:5"]),
        (["a: [{image: x}, {image: y}]", "b: 1"], ["a[0].image=x 0:1:13", "a[1].image=y 0:1:25", "b=1 1:1:4"]),
        // Scalars and maps replace each other.
        (["a: {b: 1}", "a: 2"], ["a=2 1:1:4"]),
        (["a: 2", "a: {b: 1}"], ["a.b=1 1:1:8"]),
        // Null removes a value, and a later file starts anew.
        (["a: {b: 1}\nc: 2", "a: null"], ["c=2 0:2:4"]),
        (["a: {b: 1, c: 2}", "a: {b: ~}"], ["a.c=2 0:1:14"]),
        (["a: {b: 1}", "a:", "a: {c: 3}"], ["a.c=3 2:1:8"]),
        (["a: {b: null}", "a: {b: 1}"], ["a.b=1 1:1:8"]),
        // An empty map adds nothing, an empty text is a value.
        (["a: {b: 1}", "a: {}"], ["a.b=1 0:1:8"]),
        (["a: {b: 1}", "a: {b: ''}"], ["a.b= 1:1:8"]),
        // Aliases and merge keys are expanded.
        (["x: &x {b: 1}\na: *x", "a: {c: 2}"], ["x.b=1 0:1:11", "a.b=1 0:1:11", "a.c=2 1:1:8"]),
        (["x: &x {b: 1, c: 2}\na: {<<: *x, b: 3}"], ["x.b=1 0:1:11", "x.c=2 0:1:17", "a.b=3 0:2:16", "a.c=2 0:1:17"]),
        (
            ["x: &x {b: 1}\ny: &y {b: 2, c: 3}\na: {<<: [*x, *y]}"],
            ["x.b=1 0:1:11", "y.b=2 0:2:11", "y.c=3 0:2:17", "a.b=1 0:1:11", "a.c=3 0:2:17"]
        ),
        (["a: {'<<': {b: 1}}"], ["a.<<.b=1 0:1:15"]),
    ])
    func `files merge as Helm merges them, and each value knows its origin`(
        files: [String], expected: [String]
    ) throws {
        #expect(scalars(try merged(files)) == expected)
    }

    @Test func `the expansion of nested aliases is limited`() throws {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(alias)]\n"
        }
        var chain = "a0: &a0 {x: 1}\n"
        for level in 1...5000 { chain += "a\(level): &a\(level) {x: *a\(level - 1)}\n" }
        for text in [bomb, chain] {
            let error = #expect(throws: DocumentError.self) { try merged([text]) }
            #expect(error?.kind == .limit)
        }
    }

    @Test func `an alias inside its own anchor is a leaf`() throws {
        #expect(scalars(try merged(["a: &a {b: *a, c: 1}"])) == ["a.b= 0:1:11", "a.c=1 0:1:18"])
    }
}
