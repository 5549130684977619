internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Values with a name of their own: environment variables, parameters of workflows and charts, entries of a ConfigMap,
/// annotations. The name says that it is an image, or the value can hardly be anything else.
enum VariableMatcher {
    /// One value by its name and its looks.
    static func match(_ value: TreeNode, name: String, isNamed: Bool, matcher: Matcher) -> Candidate? {
        guard value.isScalar, !value.isNull, isNamed || ValueShape(value.bytes).mayBeReference, let text = value.text,
            !text.isEmpty, text.utf8.count <= 4096
        else { return nil }
        if let url = URLMatcher.match(value, text) { return url }
        if !isNamed, !StrongReference.matches(text) { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success:
            if StrongReference.matches(text) {
                return Candidate(value, text: text, matcher: matcher, confidence: .likely)
            }
            // A number behind the colon and no path before it: `redis:6379` is an address, whatever its name is.
            guard isNamed, StrongReference.isTelling(text), !isAddress(text) || name.lowercased().hasSuffix("image")
            else { return nil }
            return Candidate(value, text: text, matcher: matcher, confidence: .likely)
        case .failure(.template):
            // Variables refer to each other with `$(X)`: that is no leftover.
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

/// URLs that say with their scheme that they lie in a registry.
enum URLMatcher {
    static func match(_ value: TreeNode, _ text: String) -> Candidate? {
        if text.hasPrefix("oci://") {
            var candidate = Candidate(value, text: text, matcher: .ociURL, confidence: .certain)
            candidate.content = .artifact
            return candidate
        }
        guard let rest = name(in: text[...]).map(String.init) else { return nil }
        // `docker://` and 64 digits are the ID of a container, not the name of an image.
        guard let reference = try? ImageReference(rest), rest.contains("/") || reference.tag != nil else { return nil }
        return Candidate(value, text: rest, matcher: .dockerURL, confidence: .likely, isPortion: true)
    }

    /// What follows `docker://`, also behind the name of what it is for: `ubuntu:docker://node:22`.
    static func name(in word: Substring) -> Substring? {
        guard word.utf8.contains(UInt8(ascii: "/")), let scheme = word.firstRange(of: "docker://"),
            scheme.lowerBound == word.startIndex || word[..<scheme.lowerBound].hasSuffix(":")
        else { return nil }
        return word[scheme.upperBound...]
    }
}
