internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Images in named values: environment variables, parameters of workflows and charts, entries of a ConfigMap,
/// annotations. Either the name says that the value is an image, or the value can hardly be anything else.
enum VariableMatcher {
    static func match(_ value: TreeNode, name: String, isNamed: Bool, matcher: Matcher) -> Candidate? {
        guard value.isScalar, !value.isNull, isNamed || ValueShape(value.bytes).mayBeReference, let text = value.text,
            !text.isEmpty, text.utf8.count <= 4096
        else { return nil }
        if let url = URLMatcher.match(value, text) { return url }
        if !isNamed, !ReferenceHeuristics.isQualified(text) { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success:
            if ReferenceHeuristics.isQualified(text) {
                return Candidate(value, text: text, matcher: matcher, confidence: .likely)
            }
            // A port and no path: `redis:6379` is an address, unless the name says otherwise.
            guard isNamed, ReferenceHeuristics.isDistinctive(text),
                !isAddress(text) || name.lowercased().hasSuffix("image")
            else { return nil }
            return Candidate(value, text: text, matcher: matcher, confidence: .likely)
        case .failure(.template):
            // Variables refer to each other with `$(X)`, which is not left over from a template.
            guard isNamed, !text.contains("://"), !text.contains("\n"), !text.hasPrefix("{\"") else { return nil }
            return Candidate(value, text: text, matcher: matcher, confidence: .possible)
        case .failure: return nil
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard !text.contains("/"), let colon = text.lastIndex(of: ":") else { return false }
        let port = text[text.index(after: colon)...]
        return port.utf8.count >= 4 && port.utf8.allSatisfy(\.isDigit)
    }
}

/// URLs whose scheme says that they are in a registry.
enum URLMatcher {
    static func match(_ value: TreeNode, _ text: String) -> Candidate? {
        if text.hasPrefix("oci://") {
            var candidate = Candidate(value, text: text, matcher: .ociURL, confidence: .certain)
            candidate.content = .artifact
            return candidate
        }
        guard let rest = name(in: text[...]).map(String.init) else { return nil }
        // `docker://` and 64 digits are the ID of a container.
        guard let reference = try? ImageReference(rest), rest.contains("/") || reference.tag != nil else { return nil }
        return Candidate(value, text: rest, matcher: .dockerURL, confidence: .likely, isPortion: true)
    }

    /// The text after `docker://`, which may itself follow a name: `ubuntu:docker://node:22`.
    static func name(in word: Substring) -> Substring? {
        guard word.utf8.contains(UInt8(ascii: "/")), let scheme = word.firstRange(of: "docker://"),
            scheme.lowerBound == word.startIndex || word[..<scheme.lowerBound].hasSuffix(":")
        else { return nil }
        return word[scheme.upperBound...]
    }
}
