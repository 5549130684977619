internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Images in arguments: `--x-image=VALUE`, `-x-image VALUE`, and values that can hardly be anything else.
enum ArgumentMatcher {
    /// The images in the scalars of a list.
    ///
    /// - Parameter isCommand: whether the list is named as a list of arguments; in others a value is less certain.
    static func match(_ list: TreeNode, isCommand: Bool) -> [Candidate] {
        var candidates: [Candidate] = []
        var flag: String?
        for (index, position) in list.elementIndices.enumerated() {
            let bytes = list.tape.bytes(at: position)
            defer { flag = Self.flag(bytes) }
            if bytes.isEmpty { continue }
            let shape = ValueShape(bytes)
            let isFlagged = flag.map { KeyWords($0).namesImage || KeyWords($0).namesImages } ?? false
            guard !shape.hasLineBreak, shape.count <= 4096,
                isFlagged || (shape.hasSlash && shape.hasColon) || ValueShape.mentionsImage(bytes)
            else { continue }
            let element = TreeNode(tape: list.tape, index: position)
            let text = String(decoding: bytes, as: UTF8.self)
            let found =
                text.hasPrefix("-") || text.contains("=")
                ? assignment(element, text, isCommand) : positional(element, text, isFlagged, isCommand)
            candidates += found.map { candidate in
                var candidate = candidate
                candidate.parts = candidate.parts.map {
                    Candidate.Part(role: $0.role, node: $0.node, relativePath: [.index(index)])
                }
                return candidate
            }
        }
        return candidates
    }

    /// A flag whose value is the next argument.
    private static func flag(_ bytes: ScalarBytes) -> String? {
        guard bytes.first == UInt8(ascii: "-"), ValueShape.mentionsImage(bytes) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("=") || text.contains(" ") ? nil : text
    }

    private static func assignment(_ element: TreeNode, _ text: String, _ isCommand: Bool) -> [Candidate] {
        guard let equals = text.firstIndex(of: "=") else { return [] }
        let words = KeyWords(text[..<equals])
        let isNamed = words.namesImage || words.namesImages
        // `--images=a/b:1,c/d:2`, and a second `=` in `--pod-image=app=a/b:1`.
        return text[text.index(after: equals)...].split(separator: ",").compactMap { value in
            let value = value.split(separator: "=").last.map(String.init) ?? ""
            if !isNamed, !ReferenceHeuristics.isQualified(value) { return nil }
            return candidate(element, value, isNamed: isNamed, isCertain: isCommand || isNamed, isPortion: true)
        }
    }

    private static func positional(
        _ element: TreeNode, _ text: String, _ isFlagged: Bool, _ isCommand: Bool
    ) -> [Candidate] {
        if let url = URLMatcher.match(element, text) { return [url] }
        if isFlagged, text.contains(",") {
            return text.split(separator: ",").compactMap {
                candidate(element, String($0), isNamed: true, isCertain: true, isPortion: true)
            }
        }
        return candidate(element, text, isNamed: isFlagged, isCertain: isCommand || isFlagged, isPortion: false)
            .map { [$0] } ?? []
    }

    private static func candidate(
        _ element: TreeNode, _ text: String, isNamed: Bool, isCertain: Bool, isPortion: Bool
    ) -> Candidate? {
        if !isNamed, !ReferenceHeuristics.isQualified(text) { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success:
            guard !isNamed || ReferenceHeuristics.isDistinctive(text) else { return nil }
            return Candidate(
                element, text: text, matcher: .argument, confidence: isCertain ? .likely : .possible,
                isPortion: isPortion)
        case .failure(.template):
            return Candidate(element, text: text, matcher: .argument, confidence: .possible, isPortion: isPortion)
        case .failure: return nil
        }
    }
}
