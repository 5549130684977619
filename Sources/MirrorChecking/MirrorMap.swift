internal import AuditModel
package import DocumentReading
package import ImageModel
package import PolicyModel
package import SourceText

/// Reads mirror pairs from a file: a list of `{ source, target }` at any depth of a YAML or JSON file, such as the
/// matrix of a workflow, or a text file with one pair per line.
package struct MirrorMap: Sendable {
    private let naming: MirrorMapNaming
    private let required: [Platform]

    /// - Parameters:
    ///   - mirror: the prefix of targets without a registry; nil reads them as Docker does.
    ///   - required: the platforms whose absence from a mirror is an error.
    package init(mirror: RepositoryPrefix?, required: [Platform]) {
        self.naming = MirrorMapNaming(mirror: mirror)
        self.required = required
    }

    /// The pair of two names.
    package func pair(source: String, target: String) throws(MirrorMapNaming.Mistake) -> MirrorPair {
        let source = try naming.source(source)
        return MirrorPair(source: source, target: try naming.target(target, of: source), required: required)
    }

    /// The pairs in the order of the file; empty if it has no such list. Half a pair is an error next to whole ones,
    /// and if there is nothing else.
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
        // Only lists with at least one whole pair count: elsewhere `source` and `target` may mean anything.
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
        guard let source = node["source"] else { throw node.error("this pair has no `source`") }
        guard let target = node["target"] else { throw node.error("this pair has no `target`") }
        guard let sourceText = source.string else { throw notText(source, "source") }
        guard let targetText = target.string else { throw notText(target, "target") }
        var current = source
        do throws(MirrorMapNaming.Mistake) {
            let upstream = try naming.source(sourceText)
            current = target
            return placed(upstream, try naming.target(targetText, of: upstream), source.file, source.position)
        } catch {
            throw current.error(error.message)
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
                    "a line takes two images, upstream's and the mirror's; this one has "
                        + (line.words.count == 1 ? "1 word" : "\(line.words.count) words"))
            }
            var current = line.words[0]
            do throws(MirrorMapNaming.Mistake) {
                let upstream = try naming.source(line.words[0].text)
                current = line.words[1]
                let target = try naming.target(line.words[1].text, of: upstream)
                pairs.append(placed(upstream, target, file, file.position(at: line.words[0].offset)))
            } catch {
                throw DocumentError(.meaning, in: file, at: current.offset, error.message)
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

/// Resolves the two names of a pair to references.
package struct MirrorMapNaming: Sendable {
    /// Why a name is not an image.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    private static let transport = "docker://"

    /// The prefix of targets without a registry.
    let mirror: RepositoryPrefix?

    package init(mirror: RepositoryPrefix?) {
        self.mirror = mirror
    }

    package func source(_ text: String) throws(Mistake) -> ImageReference { try Self.reference(Self.bare(text), text) }

    /// A target without a tag gets its source's; one without a registry is in the mirror, if the policy names one.
    package func target(_ text: String, of source: ImageReference) throws(Mistake) -> ImageReference {
        let name = Self.bare(text)
        var spelled = name
        if let mirror, !text.hasPrefix(Self.transport), !Self.namesRegistry(name) { spelled = "\(mirror)/\(name)" }
        let target = try Self.reference(spelled, text)
        return target.tag == nil && target.digest == nil
            ? target.with(tag: source.tag, digest: source.tag == nil ? source.digest : nil) : target
    }

    private static func reference(_ name: String, _ text: String) throws(Mistake) -> ImageReference {
        do throws(ReferenceError) {
            return try ImageReference(name)
        } catch {
            switch error {
            case .empty: throw Mistake(message: "missing image")
            case .template: throw Mistake(message: "`\(text)` contains an unrendered template")
            case .invalid(let reason): throw Mistake(message: "`\(text)` is not an image reference: \(reason)")
            case .unsupportedAlgorithm(let algorithm):
                throw Mistake(
                    message: "`\(text)` has a digest of the unsupported algorithm \(algorithm)")
            }
        }
    }

    /// skopeo writes images of registries with `docker://`.
    private static func bare(_ text: String) -> String {
        text.hasPrefix(transport) ? String(text.dropFirst(transport.count)) : text
    }

    private static func namesRegistry(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        let host = name[..<slash]
        return host.contains(".") || host.contains(":") || host == "localhost"
    }
}

/// A text with one pair per line: two images, separated by white space, `->`, `=>` or `=`; `#` starts a comment.
enum MirrorMapText {
    struct Word {
        let text: String
        let offset: Int
    }

    struct Line {
        /// At least one.
        let words: [Word]
    }

    /// Whether the first line with content is not YAML, which begins with a key, a dash, a bracket or a marker.
    static func isText(_ file: SourceFile) -> Bool {
        guard let first = lines(of: file).first?.words, let word = first.first?.text else { return false }
        if word.hasPrefix("---") || word.hasPrefix("%") || word.hasSuffix(":") { return false }
        return word != "-" && !word.hasPrefix("{") && !word.hasPrefix("[") && !word.hasPrefix("\"")
    }

    /// The lines with content.
    static func lines(of file: SourceFile) -> [Line] {
        var lines: [Line] = []
        var words: [Word] = []
        var start: Int?
        var isComment = false
        let bytes = file.bytes
        func word(endingAt end: Int) {
            guard let lower = start else { return }
            start = nil
            let text = String(decoding: bytes[lower..<end], as: UTF8.self)
            if text != "->" { words.append(Word(text: text, offset: lower)) }
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        for offset in (hasMark ? 3 : 0)...bytes.count {
            let byte = offset < bytes.count ? bytes[offset] : 0x0A
            switch byte {
            case 0x0A:
                word(endingAt: offset)
                if !words.isEmpty { lines.append(Line(words: words)) }
                words = []
                isComment = false
            case _ where isComment: break
            case UInt8(ascii: "#") where start == nil: isComment = true
            case 0x20, 0x09, 0x0D: word(endingAt: offset)
            // References and digests contain no `=`; `=>` is an arrow.
            case UInt8(ascii: "="):
                word(endingAt: offset)
                if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: ">") { start = offset }
            // The end of an arrow; a word may follow at once.
            case UInt8(ascii: ">") where start == offset - 1 && (bytes[offset - 1] == UInt8(ascii: "=")):
                start = nil
            default: start = start ?? offset
            }
        }
        return lines
    }
}
