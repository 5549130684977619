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

/// What the two words of a pair mean.
package struct MirrorMapNaming: Sendable {
    /// Why a word names no image.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    private static let transport = "docker://"

    /// Where targets lie that name no registry.
    let mirror: RepositoryPrefix?

    package init(mirror: RepositoryPrefix?) {
        self.mirror = mirror
    }

    package func source(_ text: String) throws(Mistake) -> ImageReference { try Self.reference(Self.bare(text), text) }

    /// A target without a tag has its source's; one without a registry lies in the mirror, if the policy names one.
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
            case .empty: throw Mistake(message: "an image is missing here")
            case .template: throw Mistake(message: "`\(text)` has a template in it that was not filled in")
            case .invalid(let reason): throw Mistake(message: "`\(text)` is no image reference: \(reason)")
            case .unsupportedAlgorithm(let algorithm):
                throw Mistake(
                    message: "`\(text)` has a digest of the algorithm \(algorithm), which is not computed here")
            }
        }
    }

    /// `docker://` is how skopeo writes images of registries.
    private static func bare(_ text: String) -> String {
        text.hasPrefix(transport) ? String(text.dropFirst(transport.count)) : text
    }

    private static func namesRegistry(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        let host = name[..<slash]
        return host.contains(".") || host.contains(":") || host == "localhost"
    }
}

/// A plain text with a pair a line: two images, between them white space, `->`, `=>` or `=`; `#` starts a comment.
enum MirrorMapText {
    struct Word {
        let text: String
        let offset: Int
    }

    struct Line {
        /// At least one.
        let words: [Word]
    }

    /// Whether the first line that says something is one of two words. A YAML file begins with a key, a dash, a bracket
    /// or a marker.
    static func isText(_ file: SourceFile) -> Bool {
        guard let first = lines(of: file).first?.words, let word = first.first?.text else { return false }
        if word.hasPrefix("---") || word.hasPrefix("%") || word.hasSuffix(":") { return false }
        return word != "-" && !word.hasPrefix("{") && !word.hasPrefix("[") && !word.hasPrefix("\"")
    }

    /// The lines that say something.
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
            // Neither references nor digests hold one; `=>` is an arrow.
            case UInt8(ascii: "="):
                word(endingAt: offset)
                if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: ">") { start = offset }
            // The end of an arrow, after which a word may begin at once.
            case UInt8(ascii: ">") where start == offset - 1 && (bytes[offset - 1] == UInt8(ascii: "=")):
                start = nil
            default: start = start ?? offset
            }
        }
        return lines
    }
}
