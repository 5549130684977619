internal import AuditModel
package import DocumentReading
package import ImageModel
package import PolicyModel
package import SourceText

/// Reads what is to be compared from a file: a list of `{ source, target }` at any depth of a YAML or JSON file, such as
/// the matrix of a workflow, or a plain text with a pair a line.
package struct MirrorMap: Sendable {
    private let naming: MirrorMapNaming
    private let required: [Platform]

    /// - Parameters:
    ///   - mirror: where targets lie that name no registry; nil reads them as Docker would.
    ///   - required: the platforms whose absence from a mirror is an error.
    package init(mirror: RepositoryPrefix?, required: [Platform]) {
        self.naming = MirrorMapNaming(mirror: mirror)
        self.required = required
    }

    /// The pair that two words name.
    package func pair(source: String, target: String) throws(MirrorMapNaming.Mistake) -> MirrorPair {
        let source = try naming.source(source)
        return MirrorPair(source: source, target: try naming.target(target, of: source), required: required)
    }

    /// The pairs in the order of the file; none where it has no such list. Half a pair is a mistake beside whole ones, and
    /// where there is nothing else.
    package func pairs(in file: SourceFile) throws(DocumentError) -> [MirrorPair] {
        MirrorMapText.isText(file) ? try textPairs(file) : try documentPairs(file)
    }

    // MARK: - Lists of mappings

    private func documentPairs(_ file: SourceFile) throws(DocumentError) -> [MirrorPair] {
        var result: Result<[MirrorPair], DocumentError> = .success([])
        var half: TreeNode?
        DocumentReader.forEachDocument(in: file) { _, document in
            guard case .success(var pairs) = result else { return }
            do throws(DocumentError) {
                switch document {
                case .success(let tape):
                    if let root = tape.root { try collect(root, into: &pairs, half: &half) }
                case .failure(let error): throw error
                }
                result = .success(pairs)
            } catch {
                result = .failure(error)
            }
        }
        let pairs = try result.get()
        if pairs.isEmpty, let half { return [try pair(half)] }
        return pairs
    }

    private func collect(
        _ node: TreeNode, into pairs: inout [MirrorPair], half: inout TreeNode?
    ) throws(DocumentError) {
        for member in node.members { try collect(member.value, into: &pairs, half: &half) }
        // Elsewhere `source` and `target` may mean anything; a list of them is a list of pairs.
        let isList = node.elements.contains { $0["source"] != nil && $0["target"] != nil }
        for element in node.elements {
            let namesImage = element["source"] != nil || element["target"] != nil
            if isList, namesImage {
                pairs.append(try pair(element))
            } else {
                if namesImage { half = half ?? element }
                try collect(element, into: &pairs, half: &half)
            }
        }
    }

    private func pair(_ node: TreeNode) throws(DocumentError) -> MirrorPair {
        guard let source = node["source"] else { throw node.error("this pair lacks `source`") }
        guard let target = node["target"] else { throw node.error("this pair lacks `target`") }
        guard let sourceText = source.string else { throw notText(source, "source") }
        guard let targetText = target.string else { throw notText(target, "target") }
        var blamed = source
        do throws(MirrorMapNaming.Mistake) {
            let upstream = try naming.source(sourceText)
            blamed = target
            return placed(upstream, try naming.target(targetText, of: upstream), source.file, source.position)
        } catch {
            throw blamed.error(error.message)
        }
    }

    private func notText(_ node: TreeNode, _ key: String) -> DocumentError {
        node.error("`\(key)` must be an image, not \(node.typeDescription)")
    }

    // MARK: - Lines

    private func textPairs(_ file: SourceFile) throws(DocumentError) -> [MirrorPair] {
        var pairs: [MirrorPair] = []
        for line in MirrorMapText.lines(of: file) {
            guard line.words.count == 2 else {
                throw DocumentError(
                    .meaning, in: file, at: line.words.dropFirst(2).first?.offset ?? line.words[0].offset,
                    "a line names two images, upstream's and the mirror's; this one has "
                        + (line.words.count == 1 ? "1 word" : "\(line.words.count) words"))
            }
            var blamed = line.words[0]
            do throws(MirrorMapNaming.Mistake) {
                let upstream = try naming.source(line.words[0].text)
                blamed = line.words[1]
                let target = try naming.target(line.words[1].text, of: upstream)
                pairs.append(placed(upstream, target, file, file.position(at: line.words[0].offset)))
            } catch {
                throw DocumentError(.meaning, in: file, at: blamed.offset, error.message)
            }
        }
        return pairs
    }

    private func placed(
        _ source: ImageReference, _ target: ImageReference, _ file: SourceFile, _ position: SourcePosition
    ) -> MirrorPair {
        MirrorPair(
            source: source, target: target, required: required,
            places: [SourcePlace(file: file.path, position: position)])
    }
}
