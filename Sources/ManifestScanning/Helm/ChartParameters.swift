internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Images that several parameters of a chart make together, as an Argo CD application lists them:
/// `{name: controller.image.repository, value: …}`, likewise with `registry`, `tag` and `digest`.
enum ChartParameters {
    private struct Parameter {
        let value: TreeNode
        let relativePath: [FieldPath.Component]

        /// The value of a scalar; nil if it is null or empty.
        var text: String? {
            guard value.isScalar, !value.isNull, let text = value.text, !text.isEmpty else { return nil }
            return text
        }
    }

    static func match(_ list: TreeNode) -> [Candidate] {
        var parameters: [String: Parameter] = [:]
        var stems: [String] = []
        for (index, element) in list.elements.enumerated() where element.isMapping {
            guard let name = element["name"]?.text,
                let member = element.members.first(where: { $0.key.isText("value") })
            else { continue }
            parameters[name] = Parameter(value: member.value, relativePath: [.index(index), .key(member.key)])
            guard name.hasSuffix(".repository") else { continue }
            let stem = String(name.dropLast(".repository".count))
            if KeyWords(stem).namesImage { stems.append(stem) }
        }
        return stems.compactMap { candidate($0, parameters) }
    }

    private static func candidate(_ stem: String, _ parameters: [String: Parameter]) -> Candidate? {
        guard let base = parameters[stem + ".repository"], let name = base.text else { return nil }
        let others = [(".registry", Occurrence.Role.registry), (".tag", .tag), (".digest", .digest)].map {
            suffix, role in
            (role: role, parameter: parameters[stem + suffix].flatMap { $0.text == nil ? nil : $0 })
        }
        let texts = others.map(\.parameter?.text)
        guard let text = ComposedImage.joined(texts[0], name, texts[1], texts[2]) else { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template): break
        case .failure: return nil
        }
        var parts = [Candidate.Part(role: .repository, node: base.value, relativePath: base.relativePath)]
        for case (let role, let parameter?) in others {
            parts.append(Candidate.Part(role: role, node: parameter.value, relativePath: parameter.relativePath))
        }
        let isComplete = texts[1] != nil || texts[2] != nil || name.contains(":")
        return Candidate(parts: parts, text: text, matcher: .imageMap, confidence: isComplete ? .likely : .possible)
    }
}
